//! A connection: what is wrong with it, its fields, who uses it, its models.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Text, credentials, moment, uses, validation};
use crate::settings::craft::describe;
use crate::settings::craft::small_model::small_model;
use crate::settings::diff::shown as in_words;
use crate::settings::fields::{FIELDS, Field, Kind};
use crate::settings::midstream::MidStreamSource;
use crate::settings::models::{ModelSource, about_tokens, tokens};
use crate::settings::problems::{Severity, Subject};
use crate::settings::redact::{redacted, redacted_text, redacted_under};
use crate::settings::{Connection, ConnectionId};
use crate::tui::layer::View;
use crate::tui::text::fit;

/// Tells of a connection.
pub fn tell(text: &mut Text, view: &View<'_>, id: &ConnectionId) {
    let Some(connection) = view.settings().connection(id) else {
        return text.plain("It is not there any more.");
    };
    text.title(&connection.display_name());
    if connection.object().is_some() {
        let about = fit(&connection.description(), text.columns).into_owned();
        text.dim(&about);
    }
    text.gap();
    let subject = Subject::Connection(id.clone());
    let found = |note: bool| {
        let own = view.diagnostics.iter().filter(|d| d.subject == subject);
        own.filter(move |d| (d.severity == Severity::Note) == note)
    };
    for problem in found(false) {
        text.styled(&format!("! {}", problem.sentence), text.theme.warning());
    }
    if connection.object().is_none() {
        return;
    }
    validation::tell(text, view, id, connection);
    for note in found(true) {
        text.styled(&format!("· {}", note.sentence), text.theme.dim());
        text.gap();
    }
    let is_shown = |f: &&Field| (f.applies)(connection) || connection.get(f.path).is_some();
    let fields = FIELDS.iter().filter(is_shown);
    for field in fields.filter(|f| !matches!(f.kind, Kind::Models)) {
        match shown(field, connection) {
            Some(value) => text.labelled(field.label, &value, Style::new()),
            None => text.labelled(field.label, "—", text.theme.dim()),
        }
        if field.path == "authType" {
            credentials::tell(text, view, connection);
        }
    }
    other_keys(text, connection);
    uses::tell(text, view, id);
    models(text, connection);
}

/// A field's value as people read it; none where there is none.
fn shown(field: &Field, connection: &Connection) -> Option<String> {
    if field.path == "midStreamBehavior" {
        let (mode, source) = connection.mid_stream();
        let source = match source {
            MidStreamSource::Stored => "stored",
            MidStreamSource::Provider => "provider's default",
        };
        return Some(format!("{} ({source})", mode.label()));
    }
    let value = connection.get(field.path)?;
    Some(match (field.kind, value.as_str(), value.as_u64()) {
        (Kind::Toggle, ..) if value.is_boolean() => {
            if value == true { "yes" } else { "no" }.to_owned()
        }
        (Kind::Timestamp, _, Some(ms)) => moment(ms),
        (Kind::Choice(_), Some(text), _) => {
            let label = field
                .choices(connection)
                .into_iter()
                .find(|c| c.value == Some(text))
                .map(|c| c.label);
            label
                .filter(|l| l != text)
                .map_or_else(|| redacted_text(text), |label| format!("{label} ({text})"))
        }
        (Kind::Model, Some(id), _) => redacted_text(connection.shown_model(id)),
        (_, Some(url), _) if field.path == "baseUrl" => {
            let ignored = describe::ignored_endpoint(connection);
            let note = ignored.map_or_else(String::new, |note| format!(" ({note})"));
            format!("{}{note}", redacted_text(url))
        }
        (_, Some(text), _) => redacted_text(text),
        _ => redacted(value).to_string(),
    })
}

/// What the file says of it that this program does not know.
fn other_keys(text: &mut Text, connection: &Connection) {
    for (key, value) in connection.unknown_keys() {
        let room = text.columns * 2;
        let value = in_words(Some(&redacted_under(key, value)));
        text.labelled(key, &fit(&value, room), text.theme.dim());
    }
}

fn models(text: &mut Text, connection: &Connection) {
    let Some(entries) = connection.models().filter(|entries| !entries.is_empty()) else {
        return;
    };
    text.heading(&format!("Models ({})", entries.len()));
    small_model_of(text, connection);
    for entry in entries {
        let (context, source) = connection.context_in_effect(&entry);
        let context = match context {
            Some(n) if source == ModelSource::Model => format!("{} {}", tokens(n), origin(source)),
            Some(n) => format!("{} {}", about_tokens(n), origin(source)),
            None => "context: Craft catalog".to_owned(),
        };
        let (images, source) = connection.images_in_effect(&entry);
        let images = match images {
            Some(true) => format!("images {}", origin(source)),
            Some(false) => format!("text only {}", origin(source)),
            None => "images: Craft catalog".to_owned(),
        };
        let default = connection.text("defaultModel");
        let is_default = default.is_some_and(|id| connection.spelling().is_same(id, entry.id()));
        let mark = if is_default { "● " } else { "  " };
        let id = redacted_text(connection.shown_model(entry.id()));
        let id = fit(&id, text.columns.saturating_sub(2));
        text.lines.push(Line::from(format!("{mark}{id}")));
        let more = format!("{context} · {images}");
        let more = fit(&more, text.columns.saturating_sub(4));
        let more = Span::styled(format!("    {more}"), text.theme.dim());
        text.lines.push(Line::from(more));
    }
}

/// The model that Craft takes for titles and summaries. An older type is converted first, and its
/// models may go.
fn small_model_of(text: &mut Text, connection: &Connection) {
    let is_current = ["anthropic", "pi", "pi_compat"].contains(&connection.provider_type());
    let object = connection.object().filter(|_| is_current);
    let Some(small) = object.and_then(small_model) else {
        return;
    };
    let id = redacted_text(connection.shown_model(&small.id));
    let why = describe::small_model(small.because);
    text.labelled("Titles, summaries", &format!("{id} ({why})"), text.theme.dim());
}

/// Where a value in effect comes from.
const fn origin(source: ModelSource) -> &'static str {
    match source {
        ModelSource::Model => "(own)",
        ModelSource::Endpoint => "(endpoint's)",
        ModelSource::Default => "(default)",
        ModelSource::Catalogue => "(Craft catalog)",
    }
}
