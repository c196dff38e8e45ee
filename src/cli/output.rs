//! What commands print: tables for people, JSON for programs, and what an edit has changed.

use std::io::{self, ErrorKind, Write};

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::settings::diff::{Change, FileRef, Step};
use crate::settings::redact::{REDACTED, looks_like_a_key};
use crate::store::Commit;

/// Prints a text. Whoever closes the pipe has read enough.
///
/// # Errors
/// When it cannot be written for another reason.
pub fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Says something that is no result. Whoever closed the pipe does not want to know.
pub fn warn(text: &str) {
    let _ = writeln!(io::stderr(), "{}", plain_lines(&without_keys(text)));
}

/// Prints a value, in lines.
///
/// # Errors
/// As [`print`].
pub fn print_json(value: &Value) -> io::Result<()> {
    print(&format!("{value:#}\n"))
}

/// A text in which no argument of this process stands that is a key, since it is in the wrong place there.
pub fn without_keys(text: &str) -> String {
    let arguments = std::env::args().skip(1);
    let parts = arguments.flat_map(|argument| {
        let parts = argument.split_once('=');
        let parts = parts.map(|(name, value)| [name.to_owned(), value.to_owned()]);
        std::iter::once(argument).chain(parts.into_iter().flatten())
    });
    let keys = parts.filter(|part| looks_like_a_key(part));
    keys.fold(text.to_owned(), |text, key| text.replace(&key, REDACTED))
}

/// Rows under a head, in columns as wide as what is in them.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let wide = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let cells = cells.map(|cell| cell.width());
        cells
            .chain([head[column].width()])
            .max()
            .unwrap_or_default()
    };
    let wide: Vec<usize> = (0..head.len()).map(wide).collect();
    let line = |cells: Vec<String>| {
        let padded = cells.iter().zip(&wide).map(|(cell, wide)| {
            let gap = wide.saturating_sub(cell.width());
            format!("{cell}{}", " ".repeat(gap))
        });
        let line = padded.collect::<Vec<_>>().join("  ");
        format!("{}\n", line.trim_end())
    };
    let rows = rows
        .iter()
        .map(|row| line(row.iter().map(|cell| plain(cell)).collect()));
    std::iter::once(line(head.iter().map(|cell| (*cell).to_owned()).collect()))
        .chain(rows)
        .collect()
}

/// One line of plain text: what is in a file must not reach the terminal as a command.
pub fn plain(line: &str) -> String {
    let turns = |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let safe = |c: char| match c {
        _ if c.is_control() || turns(c) => '\u{fffd}',
        _ => c,
    };
    line.chars().map(safe).collect()
}

/// The same for several lines.
pub fn plain_lines(text: &str) -> String {
    text.split('\n').map(plain).collect::<Vec<_>>().join("\n")
}

/// Labels, and values beside them.
pub fn labelled(rows: &[(String, String)]) -> String {
    let wide = rows
        .iter()
        .map(|(label, _)| label.width())
        .max()
        .unwrap_or_default();
    let line = |(label, value): &(String, String)| {
        let gap = " ".repeat(wide - label.width());
        format!("{}{gap}  {}\n", plain(label), plain(value))
    };
    rows.iter().map(line).collect()
}

/// What something did or would do, for programs.
pub fn commit_as_json(commit: &Commit, dry_run: bool) -> Value {
    json!({
        "label": without_keys(&commit.label),
        "added": commit.changes.iter().filter_map(added).collect::<Vec<_>>(),
        "notes": commit.caveats,
        "dryRun": dry_run,
        "changes": changes_as_json(&commit.changes),
    })
}

/// What an edit did or would do, path by path.
pub fn commit(commit: &Commit, dry_run: bool) -> String {
    if commit.changes.is_empty() {
        return format!(
            "Nothing changes: it is so already.\n{}",
            notes(&commit.caveats)
        );
    }
    done(commit, dry_run)
}

/// The same where something is done though no setting changes.
pub fn done(commit: &Commit, dry_run: bool) -> String {
    let dry = if dry_run { "Dry run: " } else { "" };
    let label = plain(&without_keys(&commit.label));
    let notes = notes(&commit.caveats);
    format!("{dry}{label}\n{notes}{}", changes(&commit.changes))
}

fn notes(notes: &[String]) -> String {
    let lines = notes
        .iter()
        .map(|note| format!("  note: {}\n", plain(note)));
    lines.collect::<Vec<_>>().concat()
}

/// The slug of a connection that came with a change.
fn added(change: &Change) -> Option<&str> {
    match &change.path[..] {
        [Step::Key(_), Step::Item { slug, .. }] if change.before.is_none() => slug.as_deref(),
        _ => None,
    }
}

/// Changes, path by path, old and new.
fn changes(changes: &[Change]) -> String {
    let line = |change: &Change| {
        let (before, after) = change.shown();
        format!(
            "  {}: {} → {}\n",
            plain(&change.place()),
            plain(&before),
            plain(&after)
        )
    };
    changes.iter().map(line).collect()
}

/// The same for programs.
pub fn changes_as_json(changes: &[Change]) -> Value {
    let one = |change: &Change| {
        let (before, after) = change.values();
        let file = match &change.file {
            FileRef::Config => "config.json".to_owned(),
            FileRef::Credentials => "credentials.enc".to_owned(),
            FileRef::Workspace(root) => root.clone(),
        };
        json!({"file": file, "path": change.path_in_file(), "before": before, "after": after})
    };
    changes.iter().map(one).collect()
}
