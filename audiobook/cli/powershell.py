"""Completion in PowerShell, which click doesn't have."""

from __future__ import annotations

from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, split_arg_string

from audiobook.settings.environment import read_variable

NAME = "powershell"
# PowerShell gives the words before the cursor as one line; what stands in its answer one per line is proposed. Nothing
# proposed means that PowerShell completes files, as it does on its own.
SOURCE = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $line, $cursor)
    $typed = $line.ToString()
    $typed = $typed.PadRight($cursor).Substring(0, $cursor)
    $env:COMP_WORDS = $typed
    $env:COMP_CWORD = $word
    $env:%(complete_var)s = "powershell_complete"
    try {
        %(prog_name)s | Where-Object { $_ } | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            if (-not $help) { $help = $value }
            $quoted = if ($value -match "\\s") { "'" + $value.Replace("'", "''") + "'" } else { $value }
            [System.Management.Automation.CompletionResult]::new($quoted, $value, "ParameterValue", $help)
        }
    } finally {
        Remove-Item Env:COMP_WORDS, Env:COMP_CWORD, Env:%(complete_var)s -ErrorAction SilentlyContinue
    }
}
"""


class PowerShellComplete(ShellComplete):
    """Completion for Windows PowerShell 5 and PowerShell 7."""

    name = NAME
    source_template = SOURCE

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is being typed, and what there is of that one."""
        words = split_arg_string(read_variable("COMP_WORDS"))
        incomplete = read_variable("COMP_CWORD").strip("'\"")
        arguments = words[1:]
        if incomplete and arguments and arguments[-1] == incomplete:
            arguments.pop()
        return arguments, incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """A proposal, and its help if it has some; "" for files, which PowerShell finds by itself."""
        if item.type != "plain":
            return ""
        help_text = " ".join((item.help or "").split())
        return f"{item.value}\t{help_text}" if help_text else str(item.value)


def register() -> None:
    """Lets click know the shell."""
    add_completion_class(PowerShellComplete)
