"""Sessions: what people do, from an empty folder, and what they find there.

Each `NAME.session` file in this folder is one test. It starts with what the person wants and sees, in a sentence or
two, up to the first blank line. After that, every line that starts in the first column is one of these:

    file story.txt                    writes a file, as an editor would: the indented lines that follow, without four
        "Hello," said Ann.            spaces of indentation, up to the first line that is not indented
    append story.txt                  the same, at the end of a file that is already there
        "Bye," said Ann.
    columns 40                        the width of the terminal from here on (100 at the start)
    $ audiobook make story.txt        runs the program in this process; no shell: `*` and `~` arrive as they are typed
    $ audiobook cast - < story.txt    with standard input from a file; without it, standard input is empty
    $ audiobook script a.txt > b      with standard output in a file
    $ mkdir a                         what a shell would do: cd a, mkdir a, rm a, mv a b, cp a b, ln -s a b, chmod 555 a
                                      (`cd` alone leads back to the start; mkdir also makes the folders above)
    ? Ann                             the last command printed this, on standard output or standard error
    ?! Traceback                      … and nowhere printed this
    = 1                               … and ended with this exit code (0, if nothing is said)
    + output/*/story/album.json       this is there (`*` stands for anything)
    - output/other                    this is not there
    @ voices/story.toml: Ann = "reed" a file with this name contains this
    @! voices/story.toml: Bob         the files with this name do not contain this
    # …                               a remark

Paths count from where the person stands (`cd`), and `~` is the folder `home`, which is there from the start. Where
texts are compared, line ends and runs of spaces count as one space. Before the first command there may be:

    slow                              takes more than some seconds: runs with the slow tests only
    processes                         `make` starts worker processes, as it does for people
    not as root                       for folders without permission: as root, the program runs without root's power to
                                      write everywhere; where that can't be given up, the session is left out
"""
