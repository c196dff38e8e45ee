//! What commands print: tables for people, JSON for programs, and what an edit has changed.

use std::io::{self, ErrorKind, IsTerminal, Write};

use serde_json::{Value, json};

use crate::cli::json_schema::{Output, with_version};
use crate::cli::messages;
use crate::cli::paint::{self, Look, painted, rendered, visible_width};
use crate::settings::edit::diff::{Change, FileRef, PathStep};
use crate::settings::in_words::FieldInWords;
use crate::settings::redact::{redacted_text, without_keys, without_keys_in};
use crate::store::Commit;
use crate::text::{fit, safe, width, wrap};

/// Prints a text for people, without control characters and without anything that has the form of a
/// key. A closed pipe is no error: its reader has enough.
///
/// # Errors
/// When it cannot be written for another reason.
pub(super) fn print(text: &str) -> io::Result<()> {
    let has_colour = paint::has_colour(&io::stdout());
    print_as_is(&rendered(&without_keys(text), has_colour, |part| {
        safe::plain_lines(part).into_owned()
    }))
}

/// Prints a text of this program's own, which a shell or `man` reads.
///
/// # Errors
/// As [`print`].
pub(super) fn print_as_is(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Writes something that is no result to standard error. Whoever closed the pipe does not want to
/// read it.
pub(super) fn warn(text: &str) {
    let text = plain_lines(&redacted_text(text));
    log::info!(text; "warned");
    let text = match columns_of(&io::stderr()) {
        Some(columns) => wrap(&text, columns).join("\n"),
        None => text,
    };
    let _ = writeln!(io::stderr(), "{text}");
}

/// Writes what is wrong with the arguments to standard error, as clap renders it. Its colors are
/// only used where nothing in the arguments could pass for one.
pub(super) fn warn_of_usage(wrong: &clap::Error, has_color: bool) {
    let rendered = wrong.render();
    let text = rendered.to_string();
    let safe_text = plain_lines(&redacted_text(&text));
    let text = if has_color && safe_text == text { rendered.ansi().to_string() } else { safe_text };
    let _ = write!(io::stderr(), "{text}");
}

/// Prints a value behind the version of its schema, in lines, with escapes for what could command a terminal: the same value.
///
/// # Errors
/// As [`print`].
pub(super) fn print_json(output: Output, value: &Value) -> io::Result<()> {
    log::info!(output = output.name(); "printed");
    let json = format!("{:#}\n", with_version(&without_keys_in(value)));
    print_as_is(&safe::escaped_json(&json))
}

/// Prints a value in one line, as one of several that come one after the other.
///
/// # Errors
/// As [`print`].
pub(super) fn print_json_line(output: Output, value: &Value) -> io::Result<()> {
    log::info!(output = output.name(); "printed");
    print_as_is(&safe::escaped_json(&format!("{}\n", with_version(value))))
}

/// How wide the terminal is that is written to; none where that is a file or a pipe, whose lines
/// are as long as they are.
fn columns_of(out: &impl IsTerminal) -> Option<usize> {
    let size = out.is_terminal().then(crossterm::terminal::size)?;
    size.ok().map(|(columns, _)| usize::from(columns))
}

/// Below so many columns a text is harder to read in lines of its own than folded by the terminal.
const NARROWEST: usize = 12;

/// Something, and a text behind it: on a terminal broken at words, so that all of it stands beside
/// what it belongs to.
pub(super) fn hanging(before: &str, text: &str) -> String {
    hanging_in(columns_of(&io::stdout()), before, text)
}

fn hanging_in(columns: Option<usize>, before: &str, text: &str) -> String {
    let text = plain(text);
    let indent = visible_width(before);
    let room = columns.and_then(|columns| columns.checked_sub(indent));
    let lines = match room.filter(|room| *room >= NARROWEST) {
        Some(room) => wrap(&text, room),
        None => vec![text],
    };
    let line = |(n, line): (usize, String)| match n {
        0 => format!("{}\n", format!("{before}{line}").trim_end()),
        _ => format!("{:indent$}{line}\n", ""),
    };
    lines.into_iter().enumerate().map(line).collect()
}

/// What a table does on a terminal that is narrower than it is.
#[derive(Clone, Copy)]
pub(super) enum Narrow<'a> {
    /// These columns are broken at words, the first before the others.
    Wrap(&'a [usize]),
    /// These columns are cut: each row is one line.
    Cut(&'a [usize]),
}

/// Rows under a head, in columns as wide as what is in them.
pub(super) fn table(head: &[&str], rows: &[Vec<String>], narrow: Narrow<'_>) -> String {
    table_in(columns_of(&io::stdout()), head, rows, narrow)
}

fn table_in(
    columns: Option<usize>,
    head: &[&str],
    rows: &[Vec<String>],
    narrow: Narrow<'_>,
) -> String {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| plain(cell)).collect()).collect();
    let wide = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let cells = cells.map(|cell| width(cell));
        cells.chain([width(head[column])]).max().unwrap_or_default()
    };
    let mut wide: Vec<usize> = (0..head.len()).map(wide).collect();
    let all = wide.iter().sum::<usize>() + 2 * wide.len().saturating_sub(1);
    let mut too_much = columns.map_or(0, |columns| all.saturating_sub(columns));
    let (Narrow::Wrap(give_way) | Narrow::Cut(give_way)) = narrow;
    for column in give_way {
        let least = NARROWEST.min(wide[*column]);
        let less = too_much.min(wide[*column] - least);
        wide[*column] -= less;
        too_much -= less;
    }
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&wide).map(|(cell, wide)| {
            let cell = match narrow {
                Narrow::Cut(_) => fit(cell, *wide),
                Narrow::Wrap(_) => cell.into(),
            };
            let gap = wide.saturating_sub(width(&cell));
            format!("{cell}{}", " ".repeat(gap))
        });
        let line = padded.collect::<Vec<_>>().join("  ");
        format!("{}\n", line.trim_end())
    };
    let row = |row: &Vec<String>| -> String {
        let Narrow::Wrap(wrapped) = narrow else {
            return line(row);
        };
        let part = |(column, cell): (usize, &String)| {
            if wrapped.contains(&column) { wrap(cell, wide[column]) } else { vec![cell.clone()] }
        };
        let parts: Vec<Vec<String>> = row.iter().enumerate().map(part).collect();
        let high = parts.iter().map(Vec::len).max().unwrap_or_default();
        let lines = (0..high).map(|n| {
            let cells = parts.iter().map(|part| part.get(n).cloned().unwrap_or_default());
            line(&cells.collect::<Vec<_>>())
        });
        lines.collect()
    };
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let head = line(&head);
    let head = format!("{}\n", painted(Look::Head, head.trim_end()));
    std::iter::once(head).chain(rows.iter().map(row)).collect()
}

/// One line of text that is safe to show, without keys. It is made so before it is cut or broken:
/// half a key has no key's form.
pub(super) fn plain(line: &str) -> String {
    safe::plain(&without_keys(line)).into_owned()
}

/// The same for several lines.
pub(super) fn plain_lines(text: &str) -> String {
    safe::plain_lines(&without_keys(text)).into_owned()
}

/// Labels, and values beside them.
pub(super) fn labelled(rows: &[(String, String)]) -> String {
    let row = |(label, value): &(String, String)| FieldInWords {
        name: label.clone(),
        lines: vec![value.clone()],
    };
    fields("", &rows.iter().map(row).collect::<Vec<_>>())
}

/// Fields, and their values beside them, each item on a line of its own.
pub(super) fn fields(indent: &str, rows: &[FieldInWords]) -> String {
    let wide = rows.iter().map(|row| width(&row.name)).max().unwrap_or_default();
    let row = |row: &FieldInWords| -> String {
        let label = plain(&row.name);
        let gap = " ".repeat(wide.saturating_sub(width(&label)));
        let label = format!("{indent}{label}{gap}  ");
        let beneath = " ".repeat(width(&label));
        let before = std::iter::once(&label).chain(std::iter::repeat(&beneath));
        row.lines.iter().zip(before).map(|(line, before)| hanging(before, line)).collect()
    };
    rows.iter().map(row).collect()
}

/// What something did or would do, for programs.
pub(super) fn commit_as_json(commit: &Commit, dry_run: bool) -> Value {
    json!({
        "label": redacted_text(&commit.label),
        "added": commit.changes.iter().filter_map(added).collect::<Vec<_>>(),
        "notes": commit.caveats,
        "notDone": commit.not_done,
        "dryRun": dry_run,
        "changes": changes_as_json(&commit.changes),
    })
}

/// What an edit did or would do, path by path.
pub(super) fn commit(commit: &Commit, dry_run: bool) -> String {
    if commit.changes.is_empty() {
        return format!("{}\n{}", messages::NOTHING_TO_CHANGE, notes(&commit.caveats));
    }
    done(commit, dry_run)
}

/// The same where something is done though no setting changes.
pub(super) fn done(commit: &Commit, dry_run: bool) -> String {
    let dry = if dry_run { messages::DRY_RUN } else { "" };
    let slug = slug_of_label(commit).map(|slug| format!(" ({slug})")).unwrap_or_default();
    let label = plain(&redacted_text(&format!("{}{slug}", commit.label)));
    let notes = notes(&commit.caveats);
    format!("{dry}{label}\n{notes}{}", changes(&commit.changes))
}

/// The slug of the connection that a label names, where it is the one added or removed.
fn slug_of_label(commit: &Commit) -> Option<String> {
    let mut all = commit.changes.iter().filter_map(Change::whole_connection);
    let (one, None) = (all.next()?, all.next()) else {
        return None;
    };
    let name = format!("“{}”", one.display_name());
    (commit.label.contains(&name) && !one.slug().is_empty()).then(|| one.slug().to_owned())
}

fn notes(notes: &[String]) -> String {
    let lines = notes.iter().map(|note| format!("  note: {}\n", plain(note)));
    lines.collect::<Vec<_>>().concat()
}

/// The slug of a connection that a change adds.
fn added(change: &Change) -> Option<&str> {
    match &change.path[..] {
        [PathStep::Key(_), PathStep::Item { slug, .. }] if change.before.is_none() => {
            slug.as_deref()
        }
        _ => None,
    }
}

/// Changes, path by path, old and new.
fn changes(changes: &[Change]) -> String {
    let line = |change: &Change| {
        let place = plain(&change.place());
        if let Some(connection) = change.whole_connection() {
            let what = if change.after.is_some() { "added" } else { "removed" };
            let rows: Vec<_> = connection.in_words().into_iter().map(in_short).collect();
            return format!("  {place}: {what}\n{}", fields("    ", &rows));
        }
        let (before, after) = change.shown();
        format!("  {place}: {} → {}\n", plain(&before), plain(&after))
    };
    changes.iter().map(line).collect()
}

/// The most items of a field that are printed of a connection that was added or removed.
const ITEMS: usize = 4;

/// A field with a few of its items; the others are counted.
fn in_short(mut field: FieldInWords) -> FieldInWords {
    let more = field.lines.len().saturating_sub(ITEMS);
    // One more takes no more room than its count would.
    if more > 1 {
        field.lines.truncate(ITEMS);
        field.lines.push(messages::and_more(more));
    }
    field
}

/// The same for programs.
pub(super) fn changes_as_json(changes: &[Change]) -> Value {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_a_terminal_a_text_stays_beside_what_it_belongs_to() {
        let text = hanging_in(Some(30), "  label  ", "one two three four five six");
        assert_eq!(text, "  label  one two three four\n         five six\n");
        let piped = hanging_in(None, "  label  ", "one two three four five six");
        assert_eq!(piped.lines().count(), 1);
        let narrow = hanging_in(Some(20), "  label  ", "one two three four five six");
        assert_eq!(narrow, piped, "the terminal folds it itself");
    }

    #[test]
    fn a_table_that_is_too_wide_is_broken_or_cut_where_it_may_be() {
        let rows = [vec!["a".to_owned(), "one two three four five".to_owned(), "end".to_owned()]];
        let head = ["", "ABOUT", "LAST"];
        assert_eq!(
            table_in(Some(26), &head, &rows, Narrow::Wrap(&[1])),
            format!(
                "{}\na  one two three      end\n   four five\n",
                painted(Look::Head, "   ABOUT              LAST")
            )
        );
        assert_eq!(
            table_in(Some(26), &head, &rows, Narrow::Cut(&[1])),
            format!(
                "{}\na  one two three fo…  end\n",
                painted(Look::Head, "   ABOUT              LAST")
            )
        );
        let piped = table_in(None, &head, &rows, Narrow::Cut(&[1]));
        assert!(piped.contains("one two three four five"), "{piped}");
    }
}
