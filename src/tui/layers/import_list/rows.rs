//! The rows of the import list.

use super::{Part, Row};
use crate::settings::connection::object::Connection;
use crate::settings::redact::redacted_text;
use crate::settings::transfer::tools::{Found, Offer};
use crate::settings::transfer::{
    Conflict, ExportDocument, Merge, MergeOptions, Overrides, describe_problems, words,
};
use crate::settings::{ConnectionId, Settings};
use crate::tui::messages::transfer as messages;

/// A program's offers, followed by what cannot be imported from it.
pub(super) fn rows_of_offers(found: &Found) -> Vec<Row> {
    let offers = found.offers.iter().enumerate().map(row_of_offer);
    let left_out = found.left_out.iter().map(|what| {
        let (label, why) = what.split_once(": ").unwrap_or((what, ""));
        cannot(label, vec![why.to_owned()])
    });
    offers.chain(left_out).collect()
}

fn row_of_offer((n, offer): (usize, &Offer)) -> Row {
    let connection = &offer.connection;
    let key = messages::with_key(&offer.masked_key());
    let mut about = vec![format!("From {}.", redacted_text(&offer.source))];
    about.extend(offer.notes.iter().cloned());
    Row {
        part: Part::Offer(n),
        label: connection.display_name().into_owned(),
        note: format!("{} · {key}", connection.host_or_provider()),
        state: offer.like.as_ref().map_or(messages::NEW.to_owned(), |name| messages::like(name)),
        is_selected: offer.like.is_none(),
        is_importable: true,
        about,
    }
}

fn cannot(label: &str, about: Vec<String>) -> Row {
    Row {
        part: Part::Nothing,
        label: label.to_owned(),
        note: String::new(),
        state: messages::NOT_TAKEN.to_owned(),
        is_selected: false,
        is_importable: false,
        about,
    }
}

/// A file's connections, followed by its other settings.
pub(super) fn rows_of_document(
    document: &ExportDocument,
    settings: &Settings,
    now_ms: u64,
) -> Vec<Row> {
    let mut rows: Vec<Row> =
        document.connections.iter().map(|c| row_of(c, document, settings, now_ms)).collect();
    rows.extend(row_of_overrides(document, settings, now_ms));
    let default = document.default.as_deref();
    let values: Vec<String> =
        default.into_iter().chain(document.thinking.as_deref()).map(redacted_text).collect();
    if !values.is_empty() {
        rows.push(Row {
            part: Part::Defaults,
            label: messages::DEFAULTS.to_owned(),
            note: values.join(", "),
            state: String::new(),
            is_selected: false,
            is_importable: true,
            about: Vec::new(),
        });
    }
    rows
}

fn row_of(
    connection: &Connection,
    document: &ExportDocument,
    settings: &Settings,
    now_ms: u64,
) -> Row {
    let wrong = describe_problems(connection);
    if !wrong.is_empty() {
        return cannot(&connection.display_name(), wrong);
    }
    let slug = connection.slug().to_owned();
    let is_here = settings.connection(&ConnectionId::first(&*slug)).is_some();
    let own = [slug.clone()];
    let merge = merge_of(document, settings, &own, Overrides::None, now_ms);
    let about: Vec<String> = merge.conflicts.iter().map(describe_conflict).collect();
    let differs = !about.is_empty();
    let state = match (is_here, differs) {
        (false, _) => messages::NEW,
        (true, true) => messages::DIFFERS,
        (true, false) => messages::SAME,
    };
    Row {
        part: Part::Connection(slug),
        label: connection.display_name().into_owned(),
        note: connection.host_or_provider().to_owned(),
        state: state.to_owned(),
        is_selected: !is_here,
        is_importable: !is_here || differs,
        about,
    }
}

fn merge_of(
    document: &ExportDocument,
    settings: &Settings,
    only: &[String],
    overrides: Overrides,
    now_ms: u64,
) -> Merge {
    let options = MergeOptions { only: Some(only), overrides, now_ms, ..MergeOptions::default() };
    document.merge(settings, &options).unwrap_or_default()
}

fn describe_conflict(conflict: &Conflict) -> String {
    let fields = conflict.fields.iter();
    let fields = fields.map(|field| format!("{}: {} → {}", field.path, field.here, field.in_file));
    fields.collect::<Vec<_>>().join("; ")
}

/// The overrides of workspaces that exist here; none if the file has none.
fn row_of_overrides(document: &ExportDocument, settings: &Settings, now_ms: u64) -> Option<Row> {
    if document.workspaces.is_empty() {
        return None;
    }
    // Include all connections of the file, so that overrides that name one of them count.
    let valid = document.connections.iter().filter(|c| describe_problems(c).is_empty());
    let slugs: Vec<String> = valid.map(|c| c.slug().to_owned()).collect();
    let merge = merge_of(document, settings, &slugs, Overrides::All, now_ms);
    let conflicts = merge.conflicts.iter().filter(|conflict| conflict.is_workspace);
    let conflicts: Vec<String> = conflicts
        .map(|conflict| format!("“{}”: {}.", conflict.name, describe_conflict(conflict)))
        .collect();
    let missing = merge.missing_workspaces.iter().map(|name| words::missing_workspace(name) + ".");
    let is_any = merge.missing_workspaces.len() < document.workspaces.len();
    let differs = !conflicts.is_empty();
    Some(Row {
        part: Part::Overrides,
        label: messages::OVERRIDES.to_owned(),
        note: messages::workspaces(document.workspaces.len()),
        state: if differs { messages::DIFFERS.to_owned() } else { String::new() },
        is_selected: is_any && !differs,
        is_importable: is_any,
        about: conflicts.into_iter().chain(missing).chain(merge.left_out).collect(),
    })
}
