//! How the row of a connection looks: its name and mode, and a line about it.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use unicode_segmentation::UnicodeSegmentation;

use super::draw::{INDENT, bar};
use super::filter::{Mark, MatchedPart};
use crate::settings::Connection;
use crate::settings::connection::midstream::MidStream;
use crate::settings::credential::Status;
use crate::tui::probes::RowStatus;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{Painter, columns, indented};
use crate::tui::widgets::text::{fit, width};
use crate::tui::widgets::theme::Theme;

/// From how many columns on a row says its mid-stream mode in full, and in a word.
const MODE_IN_FULL: usize = 64;
const MODE_IN_A_WORD: usize = 40;

/// What stands at a row's right end, where the mouse opens its menu.
const DOTS: &str = "…";

/// A connection's row as it is drawn.
pub struct ConnectionRow<'a> {
    /// The connection.
    pub connection: &'a Connection,
    /// What the filter matched.
    pub marks: &'a [Mark],
    /// What is wrong with it.
    pub wrong: Option<String>,
    /// Whether it has what proves who it is.
    pub status: Status,
    /// What is said of asking its provider, in the place of what it is.
    pub row_status: Option<RowStatus>,
    /// Whether it is selected.
    pub selected: bool,
}

impl ConnectionRow<'_> {
    /// Its first line, with a badge; the row's number is what the mouse presses.
    pub fn name_line(
        &self,
        painter: &mut Painter<'_>,
        area: Rect,
        badge: Option<&'static str>,
        row: usize,
    ) {
        let theme = painter.theme;
        bar(painter, area, self.selected);
        if self.wrong.is_some() {
            painter.line(indented(area, 3), Span::styled("!", theme.warning()));
        }
        let wide = usize::from(area.width);
        let dots = Rect { x: area.right().saturating_sub(4), width: area.width.min(3), ..area };
        painter.line(
            Rect { x: dots.x + 1, width: dots.width.saturating_sub(1), ..dots },
            Span::styled(DOTS, theme.dim()),
        );
        painter.hit(dots, Target::Dots(row));
        let mode = self.connection.mid_stream().0;
        let label = match wide {
            _ if self.connection.object().is_none() => "",
            MODE_IN_FULL.. => mode.label(),
            MODE_IN_A_WORD.. => mode.value(),
            _ => "",
        };
        // Aligned at the left, so that the modes of all rows stand in one column.
        let column = match wide {
            MODE_IN_FULL.. => {
                MidStream::ALL.iter().map(|m| m.label().len()).max().unwrap_or_default()
            }
            _ => label.len(),
        };
        let x = area.right().saturating_sub(columns(column + 6));
        painter.line(
            Rect { x, width: columns(column).min(area.width), ..area },
            Span::styled(label, theme.dim()),
        );
        let room = wide.saturating_sub(INDENT + if label.is_empty() { 5 } else { column + 8 });
        let badge_room = badge.map_or(0, |b| b.len() + 2);
        let (badge, badge_room) =
            if room > badge_room + 4 { (badge, badge_room) } else { (None, 0) };
        let style = if self.selected { theme.strong() } else { Style::new() };
        let mut spans = self.marked(
            MatchedPart::Name,
            &self.connection.display_name(),
            room - badge_room,
            style,
            theme,
        );
        if let Some(badge) = badge {
            spans.push(Span::raw("  "));
            spans.push(Span::styled(badge, theme.badge()));
        }
        painter.line(Rect { width: columns(room), ..indented(area, INDENT) }, spans);
    }

    /// Its second line.
    pub fn description_line(&self, painter: &mut Painter<'_>, area: Rect) {
        let theme = painter.theme;
        bar(painter, area, self.selected);
        let area = indented(area, INDENT);
        let area = Rect { width: area.width.saturating_sub(2), ..area };
        let room = usize::from(area.width);
        if let Some(row_status) = &self.row_status {
            let style = row_status.tone.style(theme);
            let text = format!("{}{}", row_status.tone.mark(), row_status.text);
            painter.line(area, Span::styled(fit(&text, room).into_owned(), style));
            return;
        }
        if let Some(wrong) = &self.wrong {
            painter.line(area, Span::styled(fit(wrong, room).into_owned(), theme.warning()));
            return;
        }
        let mut spans = self.marked(
            MatchedPart::Provider,
            self.connection.provider_label(),
            room,
            theme.dim(),
            theme,
        );
        if let Some(host) = self.connection.shown_host() {
            spans.push(Span::styled(" · ", theme.dim()));
            spans.extend(self.marked(MatchedPart::Host, host, room, theme.dim(), theme));
        }
        for mark in self.marks {
            let label = match mark.part {
                MatchedPart::Name | MatchedPart::Provider | MatchedPart::Host => continue,
                MatchedPart::Endpoint => " · endpoint ",
                MatchedPart::Slug => " · slug ",
                MatchedPart::Model => " · model ",
            };
            spans.push(Span::styled(label, theme.dim()));
            spans.extend(letters(&mark.text, &mark.at, room, theme.dim(), theme));
        }
        let mut status = Vec::new();
        if let Some(text) = self.status.row() {
            let is_usable = self.status.is_usable() == Some(true);
            let style = if is_usable { theme.dim() } else { theme.warning() };
            status.push(Span::styled(" · ", theme.dim()));
            status.push(Span::styled(text, style));
        }
        // The host gives way to what there is to do.
        let wide: usize = status.iter().map(|span| width(&span.content)).sum();
        let mut line = cut(spans, room.saturating_sub(wide));
        line.extend(status);
        painter.line(area, cut(line, room));
    }

    /// A text of the connection with the letters marked that the filter matched in it.
    fn marked(
        &self,
        part: MatchedPart,
        text: &str,
        room: usize,
        style: Style,
        theme: Theme,
    ) -> Vec<Span<'static>> {
        let at: Vec<usize> = self
            .marks
            .iter()
            .filter(|m| m.part == part)
            .flat_map(|m| m.at.iter().copied())
            .collect();
        letters(text, &at, room, style, theme)
    }
}

fn letters(
    text: &str,
    at: &[usize],
    room: usize,
    style: Style,
    theme: Theme,
) -> Vec<Span<'static>> {
    let text = fit(text, room);
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
    // The matcher counts what is seen as one letter, however many characters it is of.
    for (n, letter) in text.graphemes(true).enumerate() {
        let marked = at.contains(&n) && letter != "…";
        if marked != run_marked {
            close(&mut run, run_marked);
            run_marked = marked;
        }
        run.push_str(letter);
    }
    close(&mut run, run_marked);
    spans
}

/// A line of several spans cut to so many columns, with an ellipsis where something is missing.
fn cut(spans: Vec<Span<'static>>, room: usize) -> Vec<Span<'static>> {
    let mut left = room;
    let mut kept = Vec::new();
    for span in spans {
        let wide = width(&span.content);
        if wide > left {
            kept.push(Span::styled(fit(&span.content, left).into_owned(), span.style));
            break;
        }
        left -= wide;
        kept.push(span);
    }
    kept
}
