//! The output of commands: tables for people, JSON for programs, and what an edit changed.

use std::io::{self, ErrorKind, IsTerminal, Write};

use serde_json::{Value, json};

use crate::cli::json_schema::{Output, add_version};
use crate::cli::messages;
use crate::cli::paint::{self, Style, painted, rendered, visible_width};
use crate::settings::edit::diff::{Change, FileRef, PathStep};
use crate::settings::in_words::FieldInWords;
use crate::settings::redact::{redacted_text, without_keys, without_keys_in};
use crate::store::Commit;
use crate::text::{fit, safe, width, wrap};

/// Prints a text for people, without control characters and anything that looks like a key. A
/// closed pipe is not an error: its reader has enough.
pub(super) fn print(text: &str) -> io::Result<()> {
    let has_color = paint::has_color(&io::stdout());
    print_as_is(&rendered(&without_keys(text), has_color, |part| {
        safe::plain_lines(part).into_owned()
    }))
}

/// Prints a text of this program's own that a shell or `man` reads.
pub(super) fn print_as_is(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Writes something other than a result to standard error. Whoever closed the pipe does not want to
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

/// Writes usage errors to standard error as clap renders them. Colors are used only if nothing in
/// the arguments could imitate one.
pub(super) fn warn_of_usage(wrong: &clap::Error, has_color: bool) {
    let rendered = wrong.render();
    let text = rendered.to_string();
    let safe_text = plain_lines(&redacted_text(&text));
    let text = if has_color && safe_text == text { rendered.ansi().to_string() } else { safe_text };
    let _ = write!(io::stderr(), "{text}");
}

/// Prints a value after its schema's version, over several lines, escaping characters that could
/// control a terminal: the value stays the same.
pub(super) fn print_json(output: Output, value: &Value) -> io::Result<()> {
    log::info!(output = output.name(); "printed");
    let json = format!("{:#}\n", add_version(&without_keys_in(value)));
    print_as_is(&safe::escaped_json(&json))
}

/// Prints a value on one line, as one of several in sequence.
pub(super) fn print_json_line(output: Output, value: &Value) -> io::Result<()> {
    log::info!(output = output.name(); "printed");
    print_as_is(&safe::escaped_json(&format!("{}\n", add_version(value))))
}

/// The width of the terminal written to; none for a file or a pipe, where lines have any length.
fn columns_of(out: &impl IsTerminal) -> Option<usize> {
    let size = out.is_terminal().then(crossterm::terminal::size)?;
    size.ok().map(|(columns, _)| usize::from(columns))
}

/// With fewer columns, wrapped text is harder to read than text folded by the terminal.
const NARROWEST: usize = 12;

/// A label followed by a text, wrapped on a terminal so that all of it is beside the label.
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

/// How to fit a table on a terminal that is too narrow for it.
#[derive(Clone, Copy)]
pub(super) enum Narrow<'a> {
    /// Wrap these columns at words, in this order.
    Wrap(&'a [usize]),
    /// Cut these columns: each row is one line.
    Cut(&'a [usize]),
}

/// Rows under a header, in columns as wide as their content.
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
    let head = format!("{}\n", painted(Style::Head, head.trim_end()));
    std::iter::once(head).chain(rows.iter().map(row)).collect()
}

/// One line of text that is safe to show, without keys. Redact before cutting or wrapping: half a
/// key does not look like a key.
pub(super) fn plain(line: &str) -> String {
    safe::plain(&without_keys(line)).into_owned()
}

/// The same for several lines.
pub(super) fn plain_lines(text: &str) -> String {
    safe::plain_lines(&without_keys(text)).into_owned()
}

/// Labels with values beside them.
pub(super) fn labeled(rows: &[(String, String)]) -> String {
    let row = |(label, value): &(String, String)| FieldInWords {
        name: label.clone(),
        lines: vec![value.clone()],
    };
    fields("", &rows.iter().map(row).collect::<Vec<_>>())
}

/// Fields with their values beside them, one item per line.
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

/// What an edit did or would do, for programs.
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
pub(super) fn commit_in_words(commit: &Commit, dry_run: bool) -> String {
    if commit.changes.is_empty() {
        return format!("{}.\n{}", plain(&redacted_text(&commit.label)), notes(&commit.caveats));
    }
    done_in_words(commit, dry_run)
}

/// The same for something that is done although no setting changes.
pub(super) fn done_in_words(commit: &Commit, dry_run: bool) -> String {
    let dry = if dry_run { messages::DRY_RUN } else { "" };
    let slug = slug_of_label(commit).map(|slug| format!(" ({slug})")).unwrap_or_default();
    let label = plain(&redacted_text(&format!("{}{slug}", commit.label)));
    let notes = notes(&commit.caveats);
    format!("{dry}{label}\n{notes}{}", changes(&commit.changes))
}

/// The slug of the connection in a label, if it is the one added or removed.
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
        let location = plain(&change.location());
        if let Some(connection) = change.whole_connection() {
            let what = if change.after.is_some() { "added" } else { "removed" };
            let rows: Vec<_> = connection.in_words().into_iter().map(in_short).collect();
            return format!("  {location}: {what}\n{}", fields("    ", &rows));
        }
        let (before, after) = change.shown();
        format!("  {location}: {} → {}\n", plain(&before), plain(&after))
    };
    changes.iter().map(line).collect()
}

/// The most items to print for each field of an added or removed connection.
const ITEMS: usize = 4;

/// A field with a few of its items; the others are counted.
fn in_short(mut field: FieldInWords) -> FieldInWords {
    let more = field.lines.len().saturating_sub(ITEMS);
    // One more item takes no more room than its count would.
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
    fn wide_table_is_wrapped_or_cut() {
        let rows = [vec!["a".to_owned(), "one two three four five".to_owned(), "end".to_owned()]];
        let head = ["", "ABOUT", "LAST"];
        assert_eq!(
            table_in(Some(26), &head, &rows, Narrow::Wrap(&[1])),
            format!(
                "{}\na  one two three      end\n   four five\n",
                painted(Style::Head, "   ABOUT              LAST")
            )
        );
        assert_eq!(
            table_in(Some(26), &head, &rows, Narrow::Cut(&[1])),
            format!(
                "{}\na  one two three fo…  end\n",
                painted(Style::Head, "   ABOUT              LAST")
            )
        );
        let piped = table_in(None, &head, &rows, Narrow::Cut(&[1]));
        assert!(piped.contains("one two three four five"), "{piped}");
    }
}
