//! Zsh: with each value's description, and without a space after `FIELD=`.

use std::io::{self, Write};
use std::path::Path;

use clap_complete::env::{EnvCompleter, Zsh as Standard};

use super::Words;

pub(super) struct Zsh;

impl EnvCompleter for Zsh {
    fn name(&self) -> &'static str {
        "zsh"
    }

    fn is(&self, name: &str) -> bool {
        name == "zsh"
    }

    fn write_registration(
        &self,
        variable: &str,
        name: &str,
        program: &str,
        completer: &str,
        script: &mut dyn Write,
    ) -> io::Result<()> {
        let function = format!("_{}", name.replace('-', "_"));
        writeln!(
            script,
            "#compdef {program}
{function}() {{
    local -a finished unfinished
    local line
    for line in \"${{(@f)$(_CLAP_IFS=$'\\n' _CLAP_COMPLETE_INDEX=$((CURRENT - 1)) {variable}=zsh {completer} -- \"${{words[@]}}\" 2>/dev/null)}}\"; do
        if [[ ${{line%%:*}} == *[=/] ]]; then unfinished+=(\"$line\"); elif [[ -n $line ]]; then finished+=(\"$line\"); fi
    done
    (( $#unfinished )) && _describe -V value unfinished -S ''
    (( $#finished )) && _describe -V value finished
}}
if [[ $funcstack[1] == {function} ]]; then
    {function} \"$@\"
else
    compdef {function} {program}
fi"
        )
    }

    fn write_complete(
        &self,
        command: &mut clap::Command,
        words: Words,
        folder: Option<&Path>,
        answer: &mut dyn Write,
    ) -> io::Result<()> {
        Standard.write_complete(command, words, folder, answer)
    }
}
