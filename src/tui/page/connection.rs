//! Draws the row of a connection: marks, name, provider or host, mid-stream mode, status.

use std::borrow::Cow;

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use unicode_segmentation::UnicodeSegmentation;

use super::columns::{Columns, GAP, LEAD};
use super::filter::{Mark, MatchedPart};
use super::status::State;
use crate::settings::Connection;
use crate::settings::connection::midstream::MidStream;
use crate::tui::messages;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::marks;
use crate::tui::widgets::painter::{Painter, indented, part};
use crate::tui::widgets::text::{fit, width};
use crate::tui::widgets::theme::Theme;

/// The fewest columns in which a provider is readable.
const LEAST_PROVIDER: usize = 6;

/// The fewest columns of a host name before its port.
const LEAST_NAME: usize = 3;

pub(super) struct ConnectionRow<'a> {
    pub connection: &'a Connection,
    /// What the filter matched.
    pub marks: &'a [Mark],
    /// Whether the person has marked it.
    pub is_marked: bool,
    /// Whether new chats use it by default.
    pub is_default: bool,
    pub state: State,
    pub selected: bool,
}

impl ConnectionRow<'_> {
    /// Draws the row. `row` is its number, the target of mouse presses.
    pub(super) fn draw(&self, painter: &mut Painter<'_>, area: Rect, table: Columns, row: usize) {
        let theme = painter.theme;
        if self.is_marked {
            // Replaces the selection bar; the selected row is highlighted anyway.
            painter.line(area, Span::styled(marks::MARKED, self.colored(theme.badge())));
        }
        if self.is_default {
            painter
                .line(indented(area, 1), Span::styled(marks::DEFAULT, self.colored(theme.badge())));
        }
        let mark = self.colored(self.state.tone.mark_style(theme));
        painter.line(indented(area, 2), Span::styled(self.state.mark, mark));
        self.draw_names(painter, area, table);
        self.draw_sends(painter, area, table, row);
        let rest = indented(area, table.status_at());
        let room = usize::from(rest.width).min(table.status);
        if room > 0 {
            let text = self.state.fitted(room);
            let tone = self.colored(self.state.tone.style(theme));
            painter.line(rest, Span::styled(text, tone));
        }
    }

    /// A highlighted row has no dim or colored text.
    const fn colored(&self, style: Style) -> Style {
        if self.selected { Style::new() } else { style }
    }

    /// The name, followed by the provider. A long name takes room from its provider.
    fn draw_names(&self, painter: &mut Painter<'_>, area: Rect, table: Columns) {
        let theme = painter.theme;
        let end = table.left_end().min(usize::from(area.width));
        let room = end.saturating_sub(LEAD);
        let name = self.connection.display_name();
        let used = width(&name).min(room);
        let style = if self.selected { theme.strong() } else { Style::new() };
        let name = self.marked(MatchedPart::Name, &name, room, style, theme);
        painter.line(part(area, LEAD, room), name);
        let start = LEAD + used.max(table.name) + GAP;
        let room = end.saturating_sub(start);
        if room >= LEAST_PROVIDER {
            let spans = self.provider(room, theme);
            painter.line(part(area, start, room), spans);
        }
    }

    /// Provider or host; with a filter, what it matched besides the name.
    fn provider(&self, room: usize, theme: Theme) -> Vec<Span<'static>> {
        let style = self.colored(theme.dim());
        let shown = self.connection.host_or_provider();
        let part = match self.connection.shown_host() {
            Some(_) => MatchedPart::Host,
            None => MatchedPart::Provider,
        };
        let elsewhere = |mark: &&Mark| mark.part != MatchedPart::Name && mark.part != part;
        let found = self.marks.iter().find(elsewhere).and_then(|mark| {
            let label = match mark.part {
                MatchedPart::Name | MatchedPart::State => return None,
                MatchedPart::Provider | MatchedPart::Host => "",
                MatchedPart::Endpoint => messages::FOUND_IN_ENDPOINT,
                MatchedPart::Slug => messages::FOUND_IN_SLUG,
                MatchedPart::Model => messages::FOUND_IN_MODEL,
            };
            Some((label, mark))
        });
        let Some((label, mark)) = found else {
            if !self.marks.iter().any(|mark| mark.part == part) {
                return vec![Span::styled(fit_host(shown, room), style)];
            }
            return self.marked(part, shown, room, style, theme);
        };
        let mut spans = vec![Span::styled(label, style)];
        let room = room.saturating_sub(label.len());
        spans.extend(letters(&mark.text, &mark.at, room, style, theme));
        spans
    }

    fn draw_sends(&self, painter: &mut Painter<'_>, area: Rect, table: Columns, row: usize) {
        if self.connection.object().is_none() {
            return;
        }
        let theme = painter.theme;
        let mode = self.connection.mid_stream().0;
        let word = mode.value();
        let label = if table.sends < word.len() { &word[..1] } else { word };
        let style = match mode {
            MidStream::Steer => theme.steer(),
            MidStream::Queue => theme.queue(),
        };
        let place = part(area, table.sends_at(), table.sends);
        painter.line(place, Span::styled(label, self.colored(style)));
        let hit = part(area, table.sends_at().saturating_sub(1), table.sends + 2);
        painter.hit(hit, Target::Cell(row, 0));
    }

    /// A text of the connection, with the letters that the filter matched highlighted.
    fn marked(
        &self,
        part: MatchedPart,
        text: &str,
        room: usize,
        style: Style,
        theme: Theme,
    ) -> Vec<Span<'static>> {
        let marks = self.marks.iter().filter(|m| m.part == part);
        let at: Vec<usize> = marks.flat_map(|m| m.at.iter().copied()).collect();
        letters(text, &at, room, style, theme)
    }
}

/// Cuts a host but keeps its port: servers on one machine differ only by port.
fn fit_host(host: &str, room: usize) -> String {
    let port = host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok());
    match port {
        Some((name, port)) if width(host) > room && room > port.len() + 1 + LEAST_NAME => {
            format!("{}:{port}", fit(name, room - port.len() - 1))
        }
        _ => fit(host, room).into_owned(),
    }
}

fn letters(
    text: &str,
    at: &[usize],
    room: usize,
    style: Style,
    theme: Theme,
) -> Vec<Span<'static>> {
    let text: Cow<'_, str> = fit(text, room);
    if at.is_empty() {
        return vec![Span::styled(text.into_owned(), style)];
    }
    let mut spans: Vec<Span<'static>> = Vec::new();
    let mut run = String::new();
    let mut run_marked = false;
    let mut close = |run: &mut String, marked: bool| {
        if !run.is_empty() {
            let style = if marked { style.patch(theme.matched()) } else { style };
            spans.push(Span::styled(std::mem::take(run), style));
        }
    };
    // The matcher counts graphemes, not characters.
    for (n, letter) in text.graphemes(true).enumerate() {
        let marked = at.contains(&n) && letter != marks::MORE;
        if marked != run_marked {
            close(&mut run, run_marked);
            run_marked = marked;
        }
        run.push_str(letter);
    }
    close(&mut run, run_marked);
    spans
}

#[cfg(test)]
mod tests {
    use super::fit_host;

    #[test]
    fn shortened_host_keeps_its_port() {
        for (host, room, cut) in [
            ("localhost:11434", 15, "localhost:11434"),
            ("localhost:11434", 13, "localh…:11434"),
            ("127.0.0.1:8901", 10, "127.…:8901"),
            ("127.0.0.1:8901", 8, "127.0.0…"),
            ("openrouter.ai", 10, "openroute…"),
            ("[::1]", 4, "[::…"),
        ] {
            assert_eq!(fit_host(host, room), cut, "{host} in {room}");
        }
    }
}
