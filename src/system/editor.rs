//! The person's editor: its command, and how to pass it the cursor position.

use std::env;
use std::ffi::OsString;
use std::path::Path;

use tokio::process::Command;

use super::{platform, programs};

/// A position in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextPosition {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1; at most 1 when only the line is known.
    pub column: usize,
}

/// How an editor takes a position.
#[derive(Clone, Copy)]
enum Form {
    /// `+LINE FILE`
    Plus,
    /// `+LINE,COLUMN FILE`
    PlusComma,
    /// `+LINE:COLUMN FILE`
    PlusColon,
    /// `FILE:LINE:COLUMN`
    Behind,
    /// `--goto FILE:LINE:COLUMN`
    Goto,
    /// `--line LINE FILE`
    Line,
}

/// The known editors, by the name of their program.
const EDITORS: [(&str, Form); 37] = [
    ("elvis", Form::Plus),
    ("emacs", Form::PlusColon),
    ("emacsclient", Form::PlusColon),
    ("gedit", Form::Plus),
    ("gvim", Form::Plus),
    ("hx", Form::Behind),
    ("helix", Form::Behind),
    ("joe", Form::Plus),
    ("jmacs", Form::Plus),
    ("kak", Form::PlusColon),
    ("mcedit", Form::Plus),
    ("mg", Form::Plus),
    ("micro", Form::PlusColon),
    ("mvim", Form::Plus),
    ("nano", Form::PlusComma),
    ("ne", Form::PlusComma),
    ("nvi", Form::Plus),
    ("nvim", Form::Plus),
    ("pico", Form::Plus),
    ("rnano", Form::PlusComma),
    ("vi", Form::Plus),
    ("view", Form::Plus),
    ("vim", Form::Plus),
    ("vimx", Form::Plus),
    ("vis", Form::Plus),
    ("zile", Form::Plus),
    ("subl", Form::Behind),
    ("zed", Form::Behind),
    ("zeditor", Form::Behind),
    ("code", Form::Goto),
    ("code-insiders", Form::Goto),
    ("codium", Form::Goto),
    ("cursor", Form::Goto),
    ("windsurf", Form::Goto),
    ("kate", Form::Line),
    ("kwrite", Form::Line),
    ("mate", Form::Line),
];

/// The value of `$VISUAL`, else of `$EDITOR`; none when neither is set.
pub fn command() -> Option<String> {
    let set = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
    set("VISUAL").or_else(|| set("EDITOR"))
}

/// Whether the program of an editor's command exists.
pub(crate) fn is_found(command: &str) -> bool {
    let program = first_word(command);
    match Path::new(&program) {
        path if path.is_absolute() => programs::is_program(path),
        _ => programs::find(&program).is_some(),
    }
}

/// The exit code that means the editor was not found.
pub(crate) const NOT_FOUND: i32 = platform::EDITOR_NOT_FOUND;

/// Opens a file in an editor, at a position if one is known.
pub(crate) fn opening(editor: &str, file: &Path, position: Option<TextPosition>) -> Command {
    platform::editor(editor, &arguments(editor, file, position))
}

/// The arguments after an editor's command that open a file, at a position if it is known and the
/// editor takes one.
pub fn arguments(command: &str, file: &Path, position: Option<TextPosition>) -> Vec<OsString> {
    let form = position.and_then(|position| Some((position, form_of(command)?)));
    let Some((TextPosition { line, column }, form)) = form else {
        return vec![file.into()];
    };
    // Editors count columns from 1, and a text may end before its first column.
    let column = column.max(1);
    let behind = || {
        let mut text = file.as_os_str().to_owned();
        text.push(format!(":{line}:{column}"));
        text
    };
    match form {
        Form::Plus => vec![format!("+{line}").into(), file.into()],
        Form::PlusComma => vec![format!("+{line},{column}").into(), file.into()],
        Form::PlusColon => vec![format!("+{line}:{column}").into(), file.into()],
        Form::Behind => vec![behind()],
        Form::Goto => vec!["--goto".into(), behind()],
        Form::Line => vec!["--line".into(), line.to_string().into(), file.into()],
    }
}

/// How an editor takes a position, by its program: the first word of the command.
fn form_of(command: &str) -> Option<Form> {
    let program = first_word(command);
    let name = Path::new(&program).file_name()?.to_str()?;
    EDITORS.into_iter().find(|(editor, _)| *editor == name).map(|(_, form)| form)
}

/// The first word of a command as a shell reads it, without its quotes.
fn first_word(command: &str) -> String {
    let mut word = String::new();
    let mut quote = None;
    let mut letters = command.trim_start().chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (None, '\'' | '"') => quote = Some(letter),
            (None | Some('"'), '\\') => word.extend(letters.next()),
            (None, letter) if letter.is_whitespace() => break,
            (_, letter) => word.push(letter),
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(command: &str, position: Option<(usize, usize)>) -> String {
        let position = position.map(|(line, column)| TextPosition { line, column });
        let all = arguments(command, Path::new("/t/c.json"), position);
        all.iter().map(|one| one.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_editor_takes_a_position_in_its_own_way() {
        for (command, expected) in [
            ("vi", "+6 /t/c.json"),
            ("/usr/bin/nvim -u NONE", "+6 /t/c.json"),
            ("nano -w", "+6,3 /t/c.json"),
            ("emacsclient -nw", "+6:3 /t/c.json"),
            ("micro", "+6:3 /t/c.json"),
            ("hx", "/t/c.json:6:3"),
            ("code --wait", "--goto /t/c.json:6:3"),
            ("kate -b", "--line 6 /t/c.json"),
            ("my-editor", "/t/c.json"),
            ("sh '/home/me/vim'", "/t/c.json"),
            ("'/my programs/vim' -u NONE", "+6 /t/c.json"),
            (r"/my\ programs/vim", "+6 /t/c.json"),
        ] {
            assert_eq!(shown(command, Some((6, 3))), expected, "{command}");
        }
        assert_eq!(shown("vim", None), "/t/c.json");
        assert_eq!(shown("hx", Some((1, 0))), "/t/c.json:1:1");
    }

    #[test]
    fn no_editor_is_named_twice() {
        for (n, (name, _)) in EDITORS.iter().enumerate() {
            assert!(!EDITORS[..n].iter().any(|(other, _)| other == name), "{name}");
        }
    }
}
