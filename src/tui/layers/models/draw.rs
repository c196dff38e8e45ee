//! Draws the model list.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use serde_json::{Map, Value};

use super::{Column, Models};
use crate::settings::connection::models::{ModelEntry, about_tokens, tokens};
use crate::settings::craft::craft_request::CraftRequest;
use crate::settings::craft::in_effect::{context_of, images_of};
use crate::text::yes_or_no;
use crate::tui::component::View;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::marks;
use crate::tui::widgets::painter::{Painter, below, columns, indented, row};
use crate::tui::widgets::text::{fit, width, wrap};

/// Columns for the context window and for the images.
const CONTEXT: usize = 12;
const IMAGES: usize = 14;

impl Models {
    pub(super) fn draw_models(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let area = self.area(view.body);
        let frame = painter.boxed(area, &messages::models_of(&self.connection.display_name()));
        let [head, list, foot] = self.parts(view.body).map(|part| part.intersection(frame));
        let wide = usize::from(list.width);
        // Left to right: default mark, id, context, images. On a narrow screen the id keeps half of
        // the width.
        let id = wide.saturating_sub(CONTEXT + IMAGES + 5).max(wide / 2);
        let spans = [(3, id), (3 + id + 1, CONTEXT), (3 + id + 1 + CONTEXT + 1, IMAGES)];
        let cell = |at: Rect, (from, len): (usize, usize)| {
            let rest = indented(at, from);
            Rect { width: columns(len).min(rest.width), ..rest }
        };
        for (label, span) in messages::MODEL_COLUMNS.into_iter().zip(spans) {
            painter.line(cell(head, span), Span::styled(label, painter.theme.title()));
        }
        if self.list.entries.is_empty() {
            let edited = self.connection.changed(&self.list.changes(&self.connection));
            let text = messages::no_models(
                edited.describe_empty_list(),
                &view.keymap.key_of(KeyContext::Models, Action::Add),
                &view.keymap.key_of(KeyContext::Models, Action::Fetch),
            );
            let lines = wrap(&text, wide.saturating_sub(1));
            painter.styled_lines(indented(list, 1), lines, painter.theme.dim());
        }
        let (chats, none) = (self.connection.craft_request(), Map::new());
        let chats = chats.as_ref().map_or(&none, CraftRequest::object);
        for (line, (n, entry)) in self
            .list
            .entries
            .iter()
            .enumerate()
            .skip(self.cursor.top)
            .take(usize::from(list.height))
            .enumerate()
        {
            let at = row(list, line);
            let current = n == self.cursor.at;
            painter.hit(at, Target::Row(n));
            let mut typing = None;
            let mut selected = None;
            if self.list.is_first_default(n) {
                painter.line(indented(at, 1), Span::styled(marks::DEFAULT, painter.theme.badge()));
            }
            for ((column, name), span) in Column::ALL.into_iter().enumerate().zip(spans) {
                let area = cell(at, span);
                painter.hit(area, Target::Cell(n, column));
                let is_here = current && name == self.column;
                if let Some(field) = self.typing.as_ref().filter(|_| is_here) {
                    typing = Some((field, area));
                    continue;
                }
                let (text, is_own) = self.cell_text(entry, name, chats);
                let style = if is_own { Style::new() } else { painter.theme.dim() };
                let tier = self.list.tier(n).filter(|_| name == Column::Id).unwrap_or_default();
                let room = usize::from(area.width);
                let tier_room = if tier.is_empty() { 0 } else { width(tier) + 2 };
                let text = fit(&text, room.saturating_sub(tier_room)).into_owned();
                let tier = Span::styled(tier, painter.theme.dim());
                painter.line(area, vec![Span::styled(text, style), Span::raw("  "), tier]);
                if is_here {
                    selected = Some(area);
                }
            }
            if current {
                painter.select(at);
            }
            if let Some(area) = selected {
                painter.style(area, painter.theme.selected_cell());
            }
            if let Some((field, area)) = typing {
                painter.style(area, painter.theme.selected());
                field.draw(painter, area, painter.theme.selected());
            }
        }
        painter.scrollbar_of_box(list, self.cursor.top, self.list.entries.len());
        self.draw_foot(painter, foot);
    }
}

impl Models {
    /// A cell's text, and whether the entry itself sets the value. `chats` is the connection as
    /// chats see it.
    fn cell_text(
        &self,
        entry: &ModelEntry,
        column: Column,
        chats: &Map<String, Value>,
    ) -> (String, bool) {
        let unknown = || (messages::UNKNOWN_VALUE.to_owned(), false);
        match column {
            Column::Id => (self.list.shown_id(entry).to_owned(), true),
            Column::Context => match context_of(chats, entry.value()) {
                Some((n, _)) if entry.context_window() == Some(n) => (tokens(n), true),
                Some((n, _)) => (messages::inherited(&about_tokens(n)), false),
                None => unknown(),
            },
            Column::Images => match images_of(chats, entry.value()) {
                None => unknown(),
                Some((images, _)) => {
                    let is_own = entry.supports_images() == Some(images);
                    let word = yes_or_no(images);
                    (if is_own { word.to_owned() } else { messages::inherited(word) }, is_own)
                }
            },
        }
    }

    fn draw_foot(&self, painter: &mut Painter<'_>, area: Rect) {
        let foot = indented(area, 1);
        if foot.height > 1 {
            let at = row(foot, 0);
            let fetch = format!(" {} ", messages::FETCH_MODELS);
            painter.buttons(at, [(fetch, painter.theme.button())]);
        }
        let (text, style) = match &self.wrong {
            Some(wrong) => (messages::wrong_model(wrong), painter.theme.error()),
            None => (messages::default_model(self.list.shown_default()), painter.theme.dim()),
        };
        let lines = wrap(&text, usize::from(foot.width).saturating_sub(1)).into_iter().take(2);
        painter.styled_lines(below(foot, 1), lines, style);
        let notice = self.notice_lines(area.width);
        painter.styled_lines(below(foot, 3), notice, painter.theme.warning());
    }
}
