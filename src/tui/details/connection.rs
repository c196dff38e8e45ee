//! The details of a connection: its problems, its fields, who uses it, its models.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Extent, Text, credentials, next_step, uses, validation};
use crate::settings::connection::fields::{FIELDS, Field, Kind};
use crate::settings::connection::models::{ModelEntry, about_tokens, tokens};
use crate::settings::craft::craft_request::CraftRequest;
use crate::settings::craft::describe;
use crate::settings::craft::in_effect::{Source, context_of, images_of};
use crate::settings::edit::diff::shown as in_words;
use crate::settings::problems::Severity;
use crate::settings::redact::{redacted, redacted_text, redacted_under};
use crate::settings::{Connection, ConnectionId};
use crate::text::moment::moment;
use crate::text::yes_or_no;
use crate::tui::component::View;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::text::{fit, width};

pub(super) fn describe(text: &mut Text, view: &View<'_>, id: &ConnectionId, extent: Extent) {
    let Some(connection) = view.settings().connection(id) else {
        return text.plain(messages::GONE);
    };
    let found = |note: bool| {
        let own = view.problems.of_connection(id);
        own.filter(move |d| (d.severity == Severity::Note) == note)
    };
    for problem in found(false) {
        text.styled(&messages::problem(&problem.sentence), text.theme.warning());
    }
    let has_problem = found(false).next().is_some();
    next_step::describe(text, view, (id, connection), has_problem);
    text.gap();
    if connection.object().is_none() {
        return;
    }
    validation::describe(text, view, id, connection);
    text.fill_to(extent.head);
    for field in FIELDS.iter().filter(|field| !matches!(field.kind, Kind::Models)) {
        if let Some(value) = shown(field, connection) {
            text.labeled(field.label, &value, Style::new());
        }
        if field.path == "authType" {
            credentials::describe(text, view, id, connection);
        }
    }
    other_keys(text, connection);
    uses::describe(text, view, id);
    let request = connection.craft_request();
    if let Some(request) = &request {
        new_chats(text, view, connection, request);
    }
    text.gap();
    for note in found(true) {
        text.styled(&messages::note(&note.sentence), text.theme.dim());
        text.gap();
    }
    if let Some(request) = &request {
        models(text, view, connection, request, extent.models);
    }
}

/// A field's value as text; `None` if it is unset.
fn shown(field: &Field, connection: &Connection) -> Option<String> {
    if field.path == "midStreamBehavior" {
        let (mode, source) = connection.mid_stream();
        return Some(messages::mode_in_effect(mode, source));
    }
    let value = connection.get(field.path)?;
    Some(match (field.kind, value.as_str(), value.as_u64()) {
        (Kind::Toggle, ..) if value.is_boolean() => yes_or_no(value == true).to_owned(),
        (Kind::Timestamp, _, Some(ms)) => moment(ms),
        (Kind::Choice(_), Some(text), _) => {
            let label = field
                .choices(connection)
                .into_iter()
                .find(|c| c.value == Some(text))
                .map(|c| c.label);
            label.unwrap_or_else(|| redacted_text(text))
        }
        (Kind::Model, Some(id), _) => redacted_text(connection.shown_model(id)),
        (_, Some(url), _) if field.path == "baseUrl" => {
            let ignored = describe::ignored_endpoint(connection);
            let url = redacted_text(url);
            ignored.map_or_else(|| url.clone(), |note| messages::with_source(&url, &note))
        }
        (_, Some(text), _) => redacted_text(text),
        _ => redacted(value).to_string(),
    })
}

/// The keys unknown to this program.
fn other_keys(text: &mut Text, connection: &Connection) {
    for (key, value) in connection.unknown_keys() {
        let room = text.columns * 2;
        let value = in_words(Some(&redacted_under(key, value)));
        text.labeled(key, &fit(&value, room), text.theme.dim());
    }
}

fn new_chats(
    text: &mut Text,
    view: &View<'_>,
    connection: &Connection,
    request: &CraftRequest<'_>,
) {
    let chat = view.settings().new_chat_by(request);
    text.heading(messages::IN_NEW_CHATS);
    let default = connection.text("defaultModel").map(|id| connection.shown_model(id));
    if let Some(model) = chat.model.as_deref().filter(|model| Some(*model) != default) {
        text.labeled(messages::MODEL, &redacted_text(model), text.theme.warning());
    }
    text.labeled(messages::THINKING, &describe::thinking(chat.thinking), Style::new());
    if chat.model.is_some() {
        let unknown = || messages::UNKNOWN.to_owned();
        let context = chat.context.map_or_else(unknown, |(n, source)| {
            messages::with_source(&size_of_context(n, source), describe::source(source))
        });
        text.labeled(messages::CONTEXT, &context, Style::new());
        let images = chat.images.map_or_else(unknown, |(images, source)| {
            messages::with_source(yes_or_no(images), describe::source(source))
        });
        text.labeled(messages::IMAGES, &images, Style::new());
    }
    if let Some(titles) = chat.titles {
        let id = redacted_text(&titles.id);
        let why = describe::small_model(titles.because);
        text.labeled(messages::TITLES, &messages::with_source(&id, &why), Style::new());
    }
}

/// Exact if a person set it, else rounded.
fn size_of_context(n: u64, source: Source) -> String {
    if source == Source::Entry { tokens(n) } else { about_tokens(n) }
}

fn models(
    text: &mut Text,
    view: &View<'_>,
    connection: &Connection,
    request: &CraftRequest<'_>,
    most: usize,
) {
    let Some(entries) = connection.models().filter(|entries| !entries.is_empty()) else {
        return;
    };
    text.heading(&messages::models(entries.len()));
    let default = connection.text("defaultModel");
    let more = entries.len().saturating_sub(most);
    for entry in entries.into_iter().take(most) {
        let is_default = default.is_some_and(|id| connection.spelling().is_same(id, entry.id()));
        let mark = if is_default { "● " } else { "  " };
        let id = redacted_text(connection.shown_model(entry.id()));
        let facts = facts_of_model(request, &entry);
        let room = text.columns.saturating_sub(width(mark) + width(&facts) + 2);
        let id = fit(&id, room);
        let gap = " ".repeat(room + 2 - width(&id));
        text.lines.push(Line::from(vec![
            Span::raw(format!("{mark}{id}{gap}")),
            Span::styled(facts, text.theme.dim()),
        ]));
    }
    if more > 0 {
        let key = view.keymap.key_of(KeyContext::Page, Action::Details);
        text.dim(&messages::more_models(more, &key));
    }
}

/// What Craft assumes of a model, in a few words.
fn facts_of_model(request: &CraftRequest<'_>, entry: &ModelEntry) -> String {
    let context = context_of(request.object(), entry.value());
    let Some((context, source)) = context else {
        return describe::UNKNOWN_MODEL.to_owned();
    };
    let context = size_of_context(context, source);
    match images_of(request.object(), entry.value()) {
        Some((true, _)) => messages::with_images(&context),
        _ => context,
    }
}
