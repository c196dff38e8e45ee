//! The details of the selection: beside the list if there is room, else over it.

mod connection;
mod credentials;
mod next_step;
mod resolution;
mod uses;
pub(super) mod validation;

use std::borrow::Cow;
use std::iter;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

pub(super) use credentials::describe_facts as credential;

use super::component::View;
use super::messages;
use super::page::PageItem;
use super::widgets::text::{fit, width, wrap};
use super::widgets::theme::Theme;
use crate::settings::workspace::performance::Switch;

/// Columns of a label.
const LABEL: usize = 16;

/// Columns before a value that is placed below its label.
const BELOW: usize = 2;

/// The title of an item's details.
pub(super) fn title(view: &View<'_>, item: &PageItem) -> String {
    let settings = view.settings();
    let name = match item {
        PageItem::Connection(id) => settings.connection(id).map(|c| c.display_name()),
        PageItem::Workspace(root) | PageItem::Override(root, _) => {
            settings.workspace(root).map(|workspace| workspace.name())
        }
        PageItem::Default(_) => Some(messages::NEW_CHATS.into()),
        PageItem::Switch(switch) => Some(switch.label().into()),
        PageItem::Add | PageItem::FirstStep(_) => Some(messages::ADD_CONNECTION.into()),
    };
    name.map_or_else(String::new, Cow::into_owned)
}

/// How much is shown, and where.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    pub columns: u16,
    /// The least number of lines for a connection's problems and next step, so that its fields stay
    /// in place from one connection to the next.
    pub head: usize,
    /// The most models to list.
    pub models: usize,
}

/// An item's details without the title.
pub(super) fn lines(
    view: &View<'_>,
    item: &PageItem,
    extent: Extent,
    theme: Theme,
) -> Vec<Line<'static>> {
    let mut text = Text { lines: Vec::new(), columns: usize::from(extent.columns), theme };
    match item {
        PageItem::Connection(id) => connection::describe(&mut text, view, id, extent),
        PageItem::Workspace(root) | PageItem::Override(root, _) => {
            resolution::describe_workspace(&mut text, view, root);
        }
        PageItem::Default(_) => resolution::describe_default(&mut text, view, extent),
        PageItem::Switch(switch) => describe_switch(&mut text, view, *switch),
        PageItem::Add | PageItem::FirstStep(_) => {
            text.plain(messages::ABOUT_ADDING);
        }
    }
    text.lines
}

fn describe_switch(text: &mut Text, view: &View<'_>, switch: Switch) {
    let on = view.settings().is_on(switch);
    text.plain(switch.help());
    text.gap();
    text.labeled(messages::SWITCH_STATE, messages::on_or_off(on), Style::new());
    if let Some((tool, is_there)) = view.settings().tool_of(switch) {
        let style = if on && !is_there { text.theme.warning() } else { Style::new() };
        text.labeled(messages::SWITCH_NEEDS, &tool, style);
        text.labeled("", messages::OWN_PATH, text.theme.dim());
    }
    text.labeled(messages::SWITCH_KEY, switch.key(), Style::new());
}

/// Collects the lines of the details.
struct Text {
    lines: Vec<Line<'static>>,
    columns: usize,
    theme: Theme,
}

impl Text {
    fn styled(&mut self, text: &str, style: Style) {
        let wrapped = wrap(text, self.columns).into_iter();
        let lines = wrapped.map(|line| Line::from(Span::styled(line, style)));
        self.lines.extend(lines);
    }

    fn title(&mut self, text: &str) {
        self.styled(text, self.theme.strong());
    }

    fn heading(&mut self, text: &str) {
        self.gap();
        self.styled(text, self.theme.title());
    }

    fn plain(&mut self, text: &str) {
        self.styled(text, Style::new());
    }

    fn dim(&mut self, text: &str) {
        self.styled(text, self.theme.dim());
    }

    fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.spans.is_empty()) {
            self.lines.push(Line::default());
        }
    }

    /// Adds blank lines up to this number of lines.
    fn fill_to(&mut self, lines: usize) {
        self.lines.resize_with(self.lines.len().max(lines), Line::default);
    }

    /// Adds a label with its value beside it, which may wrap.
    fn labeled(&mut self, label: &str, value: &str, style: Style) {
        let room = self.columns.saturating_sub(LABEL + 1);
        let longest = value.split(' ').map(width).max().unwrap_or_default();
        if longest > room && !label.is_empty() && room + BELOW < self.columns {
            return self.labeled_above(label, value, style);
        }
        let label = fit(label, LABEL);
        let gap = " ".repeat(LABEL + 1 - width(&label));
        self.hanging(vec![Span::raw(format!("{label}{gap}"))], value, style);
    }

    /// Adds a label with its value below it, for a value whose longest word doesn't fit beside it.
    fn labeled_above(&mut self, label: &str, value: &str, style: Style) {
        self.plain(label);
        self.hanging(vec![Span::raw(" ".repeat(BELOW))], value, style);
    }

    /// Adds text beside a head; where it wraps, its other lines begin as far to the right.
    fn hanging(&mut self, head: Vec<Span<'static>>, text: &str, style: Style) {
        let indent = head.iter().map(Span::width).sum();
        let heads = iter::once(head).chain(iter::repeat(vec![Span::raw(" ".repeat(indent))]));
        let wrapped = wrap(text, self.columns.saturating_sub(indent));
        for (line, mut spans) in wrapped.into_iter().zip(heads) {
            spans.push(Span::styled(line, style));
            self.lines.push(Line::from(spans));
        }
    }
}
