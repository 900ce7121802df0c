# Shared by the scripts of this folder; sourced from the top of the repository. Runs in Git's bash on Windows, too.

export PIP_DISABLE_PIP_VERSION_CHECK=1

declared_pythons() { # the versions that pyproject.toml declares, oldest first
    sed -n 's/.*"Programming Language :: Python :: \(3\.[0-9]*\)".*/\1/p' pyproject.toml
}

default_python() { # the interpreter that PYTHON names, else the first that runs: Windows' own `python3` only opens its store
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3 python; do
        if "$candidate" -c "" 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "there is no Python here; PYTHON may name one" >&2
    return 1
}

find_python() { # 3.12 -> an interpreter of that version that runs; nothing, and a failure, where there is none
    local candidate
    # pyenv puts a `python3.12` on the path that only runs for the versions chosen there, so its folders are looked into.
    for candidate in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/python; do
        if "$candidate" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$1')" 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    py "-$1" -c "import sys; print(sys.executable)" 2>/dev/null # Windows' launcher knows what is installed
}

programs_of() { # a virtual environment -> the folder of its programs, which has another name on Windows
    if [ -d "$1/Scripts" ]; then echo "$1/Scripts"; else echo "$1/bin"; fi
}

readme_command() { # the one-line shell block of the README that holds these words
    sed -n '/```sh/,/```/p' README.md | sed 's/^ *//' | grep -m1 -F "$1"
}

copy_tree() { # a folder -> what a stranger would have after downloading this repository: no environment, no album, no cache
    rm -rf "$1"
    mkdir -p "$1/output"
    tar -cf - --exclude=./.git --exclude=./.venv --exclude=./.nox --exclude='./.*_cache' --exclude=./output \
        --exclude=./build --exclude=./dist --exclude=./site --exclude='*.egg-info' . | tar -xf - -C "$1"
    cp output/README.md "$1/output"
}

as_here() { # a command of the README -> the same for this system: Windows keeps an environment's programs in another folder
    if [ "${OS:-}" = Windows_NT ]; then sed 's#\.venv/bin/#.venv/Scripts/#; s/^python3 /python /' <<<"$1"; else echo "$1"; fi
}

run_as_written() { # a folder, and a command of the README -> runs it there
    echo "== $2"
    (cd "$1" && bash -c "$(as_here "$2")")
}

make_sample() { # a folder -> the README's first command, run there; its last file must be there
    run_as_written "$1" "$(readme_command 'audiobook make')"
    test -s "$1/output/Teacup Admiral/The Night Dolores Lost Her Voice/04 - Safe Harbor.mp3"
}
