//! Draws the form.

use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;
use ratatui::text::Span;

use super::focus::Focus;
use super::save::FIX_KEYS;
use super::{Form, What, values};
use crate::settings::connection::fields::{Field, Kind};
use crate::settings::credential::CredentialKind;
use crate::settings::credential::fields::{Input, Part};
use crate::settings::problems::FieldsFix;
use crate::settings::redact::redacted_text;
use crate::text::moment::moment;
use crate::tui::component::View;
use crate::tui::keymap::{Action, KeyContext, Keymap};
use crate::tui::messages;
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{
    Painter, across, below, centred, columns, indented, inside, left_part, part, right_part, row,
    top_part, without_right,
};
use crate::tui::widgets::text::{fit, width, wrap};

/// Columns of a field's label.
const LABEL: usize = 18;

/// The maximum width of a form, including its frame.
const WIDEST: usize = 96;

/// The maximum height: every field of a connection, plus room for notes.
const HIGHEST: u16 = 26;

/// Lines of the help under the fields, including the buttons.
const FOOT: usize = 3;

/// A line in the list of fields.
pub(super) enum Line {
    /// A field, by its position among those shown.
    Field(usize),
    /// The row that reveals the hidden fields.
    More,
    /// An error in the field above.
    Wrong(String),
    Note(String),
    /// A suggestion.
    Hint(String),
}

impl Form {
    /// Always at the top and at full height, so that nothing moves when fields or errors appear or
    /// disappear.
    fn area(body: Rect) -> Rect {
        centred(top_part(body, HIGHEST), WIDEST, usize::from(HIGHEST))
    }

    /// The area of the fields, above the help and the buttons, which yield first if there is not
    /// room for all.
    pub(super) fn list_area(body: Rect) -> Rect {
        let inside = inside(Self::area(body));
        let foot = if usize::from(inside.height) >= FOOT + 4 {
            columns(FOOT + 1)
        } else {
            u16::from(inside.height > 2)
        };
        top_part(inside, inside.height - foot)
    }

    /// The fields and their notes, wrapped for drawing.
    pub(super) fn lines(&self, view: &View<'_>) -> Vec<Line> {
        let room = usize::from(Self::area(view.body).width).saturating_sub(LABEL + 6);
        let mut lines = Vec::new();
        for (n, field) in self.fields().into_iter().enumerate() {
            lines.push(Line::Field(n));
            if let Some(wrong) = self.wrong.get(field.path) {
                lines.extend(wrap(wrong, room).into_iter().map(Line::Wrong));
            }
            for offer in self.offered_at(field, view.keymap) {
                lines.extend(wrap(&offer, room).into_iter().map(Line::Hint));
            }
            if let Some((problem, help)) = self.misplaced_key(field) {
                if !self.wrong.contains_key(field.path) {
                    lines.extend(wrap(&problem, room).into_iter().map(Line::Wrong));
                }
                lines.extend(wrap(&help, room).into_iter().map(Line::Hint));
            } else if let Some(fault) = self.old_fault(field) {
                lines.extend(wrap(&fault, room).into_iter().map(Line::Note));
            }
            if let Some((note, hint)) = self.unfilled_note(field, view.keymap) {
                lines.extend(wrap(&note, room).into_iter().map(Line::Note));
                let hint = hint.map(|hint| wrap(&hint, room));
                lines.extend(hint.into_iter().flatten().map(Line::Hint));
            }
            if let Some(note) = self.underneath.get(field.path) {
                let text = messages::changed_underneath(&note.value, note.conflict);
                lines.extend(wrap(&text, room).into_iter().map(Line::Note));
            }
            if let Some(part) = field.secret() {
                let (notes, hints) = self.notes_of_secret(field, part);
                let wrapped = |texts: Vec<String>| {
                    let lines = texts.into_iter().map(|text| wrap(&text, room));
                    lines.flatten().collect::<Vec<_>>()
                };
                lines.extend(wrapped(notes).into_iter().map(Line::Note));
                lines.extend(wrapped(hints).into_iter().map(Line::Hint));
            }
            lines.extend(self.offer(field, room).map(Line::Hint));
        }
        lines.extend((!self.hidden_fields().is_empty()).then_some(Line::More));
        lines
    }

    /// What helps when the draft is refused, each with its key: the likely model, the list of
    /// models, then other changes that make the draft valid.
    fn offered_at(&self, field: &Field, keymap: &Keymap) -> Vec<String> {
        let Some((_, fixes)) = self.fixes.as_ref().filter(|(path, _)| *path == field.path) else {
            return Vec::new();
        };
        let keys = FIX_KEYS.iter().map(|action| keymap.key_of(KeyContext::Form, *action));
        let mut offers: Vec<String> =
            keys.zip(fixes).map(|(key, fix)| messages::offered_fix(&key, &fix.label)).collect();
        if matches!(field.kind, Kind::Model) && !self.draft.offered_models().is_empty() {
            let key = keymap.key_of(KeyContext::Form, Action::Activate);
            let at = fixes.iter().position(FieldsFix::converts).unwrap_or(fixes.len());
            offers.insert(at, messages::offered_fix(&key, messages::CHOOSE_MODEL));
        }
        offers
    }

    /// Scrolls the focused field and its notes into view.
    pub(super) fn scroll_into_view(&mut self, view: &View<'_>) {
        let height = usize::from(Self::list_area(view.body).height);
        let lines = self.lines(view);
        let fields = self.fields();
        let position = match self.focus {
            Focus::Field(path) => fields.iter().position(|f| f.path == path),
            // The buttons are always in view; show the last fields with them.
            _ => fields.len().checked_sub(1),
        };
        let start = lines
            .iter()
            .position(|line| match line {
                Line::Field(n) => self.focus != Focus::More && Some(*n) == position,
                Line::More => self.focus == Focus::More,
                _ => false,
            })
            .unwrap_or_default();
        let message = lines
            .iter()
            .skip(start + 1)
            .take_while(|line| !matches!(line, Line::Field(_) | Line::More))
            .count();
        if (self.focus, height) != self.shown {
            self.shown = (self.focus, height);
            self.cursor.show(start..start + 1 + message, lines.len(), height);
        }
        self.cursor.clamp(lines.len(), height);
    }

    pub(super) fn draw_form(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let area = Self::area(view.body);
        let title = match &self.what {
            What::Add { preset, .. } => messages::new_connection(preset),
            What::Edit(_) => messages::edit_title(&self.seen.display_name()),
        };
        let frame = painter.boxed(area, &title);
        let list = Self::list_area(view.body).intersection(frame);
        let fields = self.fields();
        let lines = self.lines(view);
        for (n, line) in
            lines.iter().skip(self.cursor.top).take(usize::from(list.height)).enumerate()
        {
            let at = row(list, n);
            match line {
                Line::Field(n) => {
                    let field = fields[*n];
                    self.draw_field(painter, at, field, (*n, view.now_ms));
                    if self.focus == Focus::Field(field.path) {
                        select(painter, at);
                    }
                }
                Line::More => {
                    self.draw_more(painter, at, fields.len());
                    if self.focus == Focus::More {
                        select(painter, at);
                    }
                }
                Line::Wrong(text) => painter
                    .line(indented(at, LABEL), Span::styled(text.clone(), painter.theme.error())),
                Line::Note(text) => painter
                    .line(indented(at, LABEL), Span::styled(text.clone(), painter.theme.warning())),
                Line::Hint(text) => painter
                    .line(indented(at, LABEL), Span::styled(text.clone(), painter.theme.dim())),
            }
        }
        painter.scrollbar_of_box(across(frame, list), self.cursor.top, lines.len());
        let inside = inside(area).intersection(frame);
        let used = list.bottom().saturating_sub(inside.y);
        self.draw_foot(painter, below(inside, used), view);
    }

    /// Draws the row that reveals the hidden fields, and their names.
    fn draw_more(&self, painter: &mut Painter<'_>, at: Rect, n: usize) {
        draw_label(painter, at, messages::MORE_FIELDS);
        let value = indented(at, LABEL);
        let labels: Vec<&str> = self.hidden_fields().iter().map(|field| field.label).collect();
        let text = fit(&labels.join(", "), usize::from(value.width)).into_owned();
        painter.line(value, Span::styled(text, painter.theme.dim()));
        painter.hit(at, Target::Row(n));
    }

    fn draw_field(
        &self,
        painter: &mut Painter<'_>,
        at: Rect,
        field: &'static Field,
        (n, now_ms): (usize, u64),
    ) {
        let theme = painter.theme;
        let focused = self.focus == Focus::Field(field.path);
        let open = self.is_open(field);
        if self.is_missing(field) {
            draw_label(painter, at, &messages::required(field.label));
        } else {
            draw_label(painter, at, field.label);
        }
        painter.hit(at, Target::Row(n));
        let value = indented(at, LABEL);
        let room = usize::from(value.width);
        if let Some(part) = field.secret() {
            return self.draw_secret(painter, value, (field, part), (n, now_ms));
        }
        if focused && Self::is_text(field) {
            self.typing.draw(painter, value, Style::new());
            return;
        }
        let shown = match field.kind {
            Kind::Timestamp => self
                .draft
                .get(field.path)
                .and_then(serde_json::Value::as_u64)
                .map_or_else(|| values::shown(&self.draft, field), moment),
            _ => redacted_text(&values::shown(&self.draft, field)),
        };
        let is_choice = matches!(field.kind, Kind::Choice(_) | Kind::Toggle);
        if is_choice && focused {
            return self.draw_choice(painter, at, (field, n), &shown);
        }
        let (text, style) = match (shown.is_empty(), open, field.kind) {
            (true, ..) => ("—".to_owned(), theme.dim()),
            (_, false, Kind::Slug) => {
                let [in_full, in_short] = messages::fixed_slug(&shown);
                (if width(&in_full) <= room { in_full } else { in_short }, theme.dim())
            }
            (_, false, _) => (shown, theme.dim()),
            (_, _, Kind::Models) if focused => {
                (messages::models_behind_enter(&shown), theme.strong())
            }
            _ => (shown, Style::new()),
        };
        painter.line(value, Span::styled(fit(&text, room).into_owned(), style));
    }

    /// Draws a focused choice in the same place as an unfocused one, with arrows toward the choices
    /// before and after it.
    fn draw_choice(
        &self,
        painter: &mut Painter<'_>,
        at: Rect,
        (field, n): (&'static Field, usize),
        shown: &str,
    ) {
        let style = painter.theme.strong();
        let [before, after] = values::has_beside(&self.draft, field);
        let value = indented(at, LABEL);
        let text = fit(shown, usize::from(value.width).saturating_sub(1)).into_owned();
        let next = part(value, width(&text), 2);
        painter.line(value, Span::styled(text, style));
        if before {
            let arrow = part(at, LABEL - 1, 1);
            painter.line(arrow, Span::styled("‹", style));
            painter.hit(arrow, Target::Previous(n));
        }
        if after {
            painter.line(next, Span::styled("›", style));
            painter.hit(next, Target::Next(n));
        }
    }

    fn draw_secret(
        &self,
        painter: &mut Painter<'_>,
        area: Rect,
        (field, part): (&'static Field, Part),
        (n, now_ms): (usize, u64),
    ) {
        let focused = self.focus == Focus::Field(field.path);
        let placeholder = self.placeholder(part, focused, now_ms);
        let masked = Self::is_masked(field);
        let (blank, typed) = if masked {
            // A fixed length hides the secret's own.
            (self.secrets.is_blank(field), "••••••••".to_owned())
        } else {
            let text = self.secrets.plain_text(field, part);
            (text.is_empty(), text)
        };
        let has_buttons = masked || part.input == Input::File;
        let area = if focused && has_buttons {
            self.draw_buttons_of_secret(painter, area, (part, blank), n)
        } else {
            area
        };
        let room = usize::from(area.width);
        if blank {
            let text = fit(&placeholder, room).into_owned();
            painter.line(area, Span::raw(text));
        } else if !focused {
            painter.line(area, Span::raw(fit(&typed, room).into_owned()));
        }
        match self.secrets.input(field) {
            _ if !focused => {}
            Some(input) => input.draw(painter, area, self.secrets.revealed),
            None if masked => painter.cursor(area.x, area.y),
            None => self.typing.draw(painter, area, Style::new()),
        }
    }

    /// Draws the mouse buttons for a secret at the right end of its line. Returns the rest of the
    /// line.
    fn draw_buttons_of_secret(
        &self,
        painter: &mut Painter<'_>,
        area: Rect,
        (part, blank): (Part, bool),
        n: usize,
    ) -> Rect {
        let is_stored = self.secrets.is_stored(part);
        let is_revealed = self.secrets.revealed;
        let show = if is_revealed { messages::MASK_SECRET } else { messages::SHOW_SECRET };
        let is_removed = self.secrets.is_part_removed(part);
        let remove = if is_removed { messages::KEEP_SECRET } else { messages::REMOVE_SECRET };
        let buttons = [(1, remove, is_stored && blank), (0, show, !blank)];
        let mut left = area;
        for (which, label, _) in buttons.into_iter().filter(|(.., shown)| *shown) {
            let wide = columns(width(label));
            if left.width < wide + 12 {
                break;
            }
            let at = right_part(left, wide);
            painter.line(at, Span::styled(label, painter.theme.button()));
            painter.hit(at, Target::Cell(n, which));
            left = without_right(left, wide + 2);
        }
        left
    }

    fn draw_foot(&self, painter: &mut Painter<'_>, area: Rect, view: &View<'_>) {
        let theme = painter.theme;
        let height = usize::from(area.height);
        if height > FOOT {
            painter
                .line(row(area, 0), Span::styled("─".repeat(usize::from(area.width)), theme.dim()));
            let help = match (self.is_gone(view), self.focus) {
                (true, _) => messages::GONE_UNDER_FORM.to_owned(),
                (_, Focus::Field(_)) => {
                    let help = self.focused().map(|f| self.help(f, view));
                    help.unwrap_or_default()
                }
                (_, Focus::More) => messages::ABOUT_MORE.to_owned(),
                (_, Focus::Save) => messages::ABOUT_SAVE.to_owned(),
                (_, Focus::Validate) => messages::ABOUT_VALIDATE.to_owned(),
                (_, Focus::Cancel) => messages::ABOUT_CANCEL.to_owned(),
            };
            let lines = wrap(&help, usize::from(area.width)).into_iter().take(FOOT - 1);
            painter.styled_lines(below(area, 1), lines, theme.dim());
        }
        let bottom = row(area, height.saturating_sub(1));
        let buttons = Focus::BUTTONS.into_iter().map(|(focus, label)| {
            let style = if self.focus == focus { theme.selected() } else { theme.button() };
            (format!(" {label} "), style)
        });
        painter.buttons(bottom, buttons);
        let state = if self.is_dirty() { messages::CHANGED } else { "" };
        painter.right(bottom, Span::styled(state, theme.warning()));
    }

    fn help(&self, field: &Field, view: &View<'_>) -> String {
        let key = match field.kind {
            Kind::Choice(_) if field.path == "authType" && self.draft.login().is_some() => {
                messages::how_to_log_in(&view.keymap.key_of(KeyContext::Connection, Action::SignIn))
            }
            Kind::Secret(part)
                if part.kind == CredentialKind::ApiKey && self.draft.is_on_this_machine() =>
            {
                messages::KEY_IS_OPTIONAL.to_owned()
            }
            Kind::Model if view.probes.listed(self.id(), &self.draft).is_empty() => {
                messages::list_from_endpoint(
                    &view.keymap.key_of(KeyContext::Form, Action::Validate),
                )
            }
            _ => String::new(),
        };
        let suggested = if self.suggested { messages::TYPING_REPLACES } else { "" };
        format!("{}{key}{suggested}", field.help)
    }
}

fn draw_label(painter: &mut Painter<'_>, at: Rect, label: &str) {
    painter.line(left_part(at, LABEL - 1), Span::raw(fit(label, LABEL - 1).into_owned()));
}

/// Highlights a row of the form, including the column on each side.
fn select(painter: &mut Painter<'_>, at: Rect) {
    painter.select(at.outer(Margin::new(1, 0)));
}
