//! Everything about one connection: beside the list where there is room, else as a layer of its own.

use ratatui::text::{Line, Span};

use super::layer::View;
use super::text::{fit, wrap};
use super::theme::Theme;
use crate::settings::fields::{FIELDS, Field, Kind};
use crate::settings::midstream::MidStreamSource;
use crate::settings::models::{ModelSource, tokens};
use crate::settings::redact::{redacted, redacted_text};
use crate::settings::{Connection, ConnectionId};

/// Columns of a field's label.
const LABEL: usize = 17;

/// A connection's details, in lines of at most so many columns.
pub fn lines(view: &View<'_>, id: &ConnectionId, columns: u16, theme: Theme) -> Vec<Line<'static>> {
    let columns = usize::from(columns);
    let Some(connection) = view.settings().connection(id) else {
        return vec![Line::from("It is not there any more.")];
    };
    let mut lines: Vec<Line<'static>> = Vec::new();
    let name = wrap(&connection.display_name(), columns).into_iter();
    lines.extend(name.map(|text| Line::from(Span::styled(text, theme.strong()))));
    if connection.object().is_some() {
        lines.push(Line::from(Span::styled(
            fit(&connection.description(), columns).into_owned(),
            theme.dim(),
        )));
    }
    lines.push(Line::default());
    let problems = view.settings().problems_of(connection);
    for problem in problems {
        let told = wrap(&format!("! {problem}"), columns).into_iter();
        lines.extend(told.map(|text| Line::from(Span::styled(text, theme.warning()))));
    }
    for field in FIELDS
        .iter()
        .filter(|f| connection.get(f.path).is_some() || f.path == "midStreamBehavior")
    {
        if connection.object().is_none() || matches!(field.kind, Kind::Models) {
            continue;
        }
        for (n, text) in wrap(&shown(field, connection), columns.saturating_sub(LABEL + 1))
            .into_iter()
            .enumerate()
        {
            let label = if n == 0 { field.label } else { "" };
            let label = format!("{:LABEL$} ", fit(label, LABEL));
            lines.push(Line::from(vec![
                Span::styled(label, theme.dim()),
                Span::raw(text),
            ]));
        }
    }
    lines.extend(models(connection, columns, theme));
    lines
}

/// A field's value as people read it.
fn shown(field: &Field, connection: &Connection) -> String {
    if field.path == "midStreamBehavior" {
        let (mode, source) = connection.mid_stream();
        let source = match source {
            MidStreamSource::Stored => "stored",
            MidStreamSource::Provider => "provider's default",
        };
        return format!("{} ({source})", mode.label());
    }
    let Some(value) = connection.get(field.path) else {
        return String::new();
    };
    match (field.kind, value.as_str(), value.as_u64()) {
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
                .map_or_else(|| text.to_owned(), |label| format!("{label} ({text})"))
        }
        (_, Some(text), _) => redacted_text(text),
        _ => redacted(value).to_string(),
    }
}

/// A moment in milliseconds since the epoch, in UTC, to the minute.
pub fn moment(ms: u64) -> String {
    let time = std::time::UNIX_EPOCH.checked_add(std::time::Duration::from_millis(ms));
    // Later than the year 9999 there is no such form.
    match time.filter(|_| ms < 253_402_300_800_000) {
        Some(time) => {
            let text = humantime::format_rfc3339_seconds(time).to_string();
            format!("{} {} UTC", &text[..10], &text[11..16])
        }
        None => format!("{ms} ms"),
    }
}

fn models(connection: &Connection, columns: usize, theme: Theme) -> Vec<Line<'static>> {
    let Some(entries) = connection.models().filter(|entries| !entries.is_empty()) else {
        return Vec::new();
    };
    let mut lines = vec![
        Line::default(),
        Line::from(Span::styled(
            format!("Models ({})", entries.len()),
            theme.title(),
        )),
    ];
    for entry in entries {
        let (context, source) = connection.context_in_effect(&entry);
        let context = match (context, source) {
            (Some(n), ModelSource::Model) => tokens(n),
            (Some(n), _) => format!("{} (unsaid)", tokens(n)),
            (None, _) => "context by Craft".to_owned(),
        };
        let images = match connection.images_in_effect(&entry) {
            (Some(true), ModelSource::Endpoint) => "images (by the endpoint)",
            (Some(true), _) => "images",
            (Some(false), ModelSource::Default) => "text only (unsaid)",
            (Some(false), _) => "text only",
            (None, _) => "images by Craft",
        };
        let is_default = connection.text("defaultModel") == Some(entry.id());
        let mark = if is_default { "● " } else { "  " };
        lines.push(Line::from(format!(
            "{mark}{}",
            fit(entry.id(), columns.saturating_sub(2))
        )));
        let more = fit(&format!("{context} · {images}"), columns.saturating_sub(4)).into_owned();
        lines.push(Line::from(Span::styled(format!("    {more}"), theme.dim())));
    }
    lines
}
