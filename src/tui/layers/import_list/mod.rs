//! The list of connections and settings to import from a file or another program. New items start
//! selected; a person must select anything that replaces existing data.

mod rows;

use crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::confirm::Confirm;
use crate::settings::Settings;
use crate::settings::credential::Credentials;
use crate::settings::edit::Edit;
use crate::settings::transfer::tools::{Found, Offer, Tool, take};
use crate::settings::transfer::{ExportDocument, MergeOptions, OnConflict, Overrides, words};
use crate::tui::component::{Component, Effect, Outcome, Press, View};
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::messages::{self as sentences, transfer as messages};
use crate::tui::widgets::cursor::Move;
use crate::tui::widgets::filtered_list::{FilteredList, ListChoice, Searched};
use crate::tui::widgets::hit_map::Target;
use crate::tui::widgets::painter::{
    Painter, centred, columns, indented, padded, row, under_field, widest,
};
use crate::tui::widgets::text::{fit, width, wrap};
use rows::{rows_of_document, rows_of_offers};

/// The maximum width of the box, frame included.
const WIDEST: usize = 96;

/// The fewest and the most lines below the rows: the details of the selected one, and the buttons.
const FOOT: (u16, u16) = (4, 8);

/// The fewest lines of a box beside its foot.
const LEAST_LIST: u16 = 8;

const BUTTONS: [(&str, Action); 2] =
    [(messages::IMPORT, Action::Activate), (sentences::CANCEL, Action::Back)];

pub(crate) struct ImportList {
    title: String,
    source: Source,
    list: FilteredList<Row>,
    /// The columns of the widest label.
    labels: usize,
    /// The area that the lines below the rows were counted for.
    counted_for: Option<Rect>,
    /// Which rows were selected when the list opened.
    first: Vec<bool>,
}

/// Where the imported items come from.
enum Source {
    Offers(Vec<Offer>),
    ExportDocument(Box<ExportDocument>),
}

/// One importable item.
struct Row {
    part: Part,
    label: String,
    /// Its endpoint and its key.
    note: String,
    /// Whether it is new, and what prevents an import.
    state: String,
    is_selected: bool,
    is_importable: bool,
    /// Details, in sentences.
    about: Vec<String>,
}

/// What a row imports.
#[derive(Clone, PartialEq, Eq)]
enum Part {
    /// An offer, by index.
    Offer(usize),
    /// A connection in a file, by slug.
    Connection(String),
    Overrides,
    Defaults,
    /// Nothing: the item cannot be imported.
    Nothing,
}

impl Searched for Row {
    fn texts(&self) -> Vec<&str> {
        vec![&self.label, &self.note]
    }
}

impl ImportList {
    pub(crate) fn of_tool(tool: Tool, found: Found) -> Self {
        let rows = rows_of_offers(&found);
        Self::of(messages::title_from(tool), Source::Offers(found.offers), rows)
    }

    /// For a file; `path` is in the form that people write.
    pub(crate) fn of_file(
        path: &str,
        document: ExportDocument,
        settings: &Settings,
        now_ms: u64,
    ) -> Self {
        let rows = rows_of_document(&document, settings, now_ms);
        Self::of(messages::title_of_file(path), Source::ExportDocument(Box::new(document)), rows)
    }

    fn of(title: String, source: Source, rows: Vec<Row>) -> Self {
        let first = rows.iter().map(|row| row.is_selected).collect();
        let labels = widest(rows.iter().map(|row| row.label.as_str()));
        let list = FilteredList::new(rows, 0, FOOT.0);
        Self { title, source, list, labels, counted_for: None, first }
    }

    fn selected_parts(&self) -> Vec<&Part> {
        let rows = self.list.items.iter().filter(|row| row.is_selected);
        rows.map(|row| &row.part).collect()
    }

    fn toggle(&mut self, line: usize) {
        if let Some(row) = self.list.select(line).filter(|row| row.is_importable) {
            row.is_selected = !row.is_selected;
        }
    }

    /// Selects every importable row, or none if all are selected.
    fn toggle_all(&mut self) {
        let rows = || self.list.items.iter().filter(|row| row.is_importable);
        let is_wanted = !rows().all(|row| row.is_selected);
        for row in self.list.items.iter_mut().filter(|row| row.is_importable) {
            row.is_selected = is_wanted;
        }
    }

    /// Imports the selected rows, after a question if any need consent.
    fn import(&self, view: &View<'_>) -> Outcome {
        if let Some(typed) = self.list.hiding_filter() {
            return Outcome::one(Effect::Toast(sentences::filter_hides_all(typed)));
        }
        let parts = self.selected_parts();
        if parts.is_empty() {
            let select = view.keymap.key_of(KeyContext::ImportList, Action::Toggle);
            return Outcome::one(Effect::Toast(messages::nothing_selected(&select)));
        }
        match &self.source {
            Source::Offers(offers) => import_offers(offers, &parts, view),
            Source::ExportDocument(document) => import_document(document, &parts, view),
        }
    }

    /// The details of the selected row, with what the row itself has no room for, in lines of a box
    /// in this area.
    fn about(&self, row: &Row, body: Rect) -> Vec<String> {
        let wide = usize::from(centred(body, WIDEST, 0).width).saturating_sub(4);
        let columns = Columns::new(row, wide, self.labels);
        let note =
            (!row.note.is_empty() && columns.cuts_note(row)).then(|| format!("{}.", row.note));
        let label = columns.cuts_label(row).then(|| format!("{}.", row.label));
        let parts: Vec<String> = label.into_iter().chain(note).chain(row.about.clone()).collect();
        wrap(&parts.join(" "), wide)
    }

    /// How many lines the foot needs, so that it stays as high whichever row is selected.
    fn foot(&self, body: Rect) -> u16 {
        let lines = self.list.items.iter().map(|row| self.about(row, body).len()).max();
        let needed = columns(lines.unwrap_or_default() + 1);
        needed.clamp(FOOT.0, FOOT.1).min(body.height.saturating_sub(LEAST_LIST).max(FOOT.0))
    }

    fn area(&self, view: &View<'_>) -> Rect {
        centred(view.body, WIDEST, self.list.len() + 3 + usize::from(self.list.foot()))
    }
}

fn import_offers(offers: &[Offer], parts: &[&Part], view: &View<'_>) -> Outcome {
    let chosen = parts.iter().filter_map(|part| match part {
        Part::Offer(n) => offers.get(*n),
        _ => None,
    });
    let chosen: Vec<&Offer> = chosen.collect();
    let settings = view.settings();
    if let Credentials::Unusable { why, .. } = settings.credentials()
        && chosen.iter().any(|offer| offer.has_key())
    {
        return Outcome::one(Effect::Alert(format!("credentials.enc {why}.")));
    }
    let taken = take(settings, &chosen);
    let lines = taken.refused.into_iter().chain(taken.odd).collect();
    make(taken.edit, lines)
}

fn import_document(document: &ExportDocument, parts: &[&Part], view: &View<'_>) -> Outcome {
    let slugs = parts.iter().filter_map(|part| match part {
        Part::Connection(slug) => Some(slug.clone()),
        _ => None,
    });
    let slugs: Vec<String> = slugs.collect();
    let has = |part: &Part| parts.contains(&part);
    let options = MergeOptions {
        only: Some(&slugs),
        on_conflict: OnConflict::Replace,
        overrides: if has(&Part::Overrides) { Overrides::All } else { Overrides::None },
        set_default: has(&Part::Defaults),
        now_ms: view.now_ms,
    };
    match document.merge(view.settings(), &options) {
        Ok(merge) => make(merge.edit, merge.risks.into_iter().chain(merge.left_out).collect()),
        Err(wrong) => Outcome::one(Effect::Alert(wrong.join(" "))),
    }
}

/// Makes the edit, after a question if `lines` list anything to agree to.
fn make(edit: Option<Edit>, lines: Vec<String>) -> Outcome {
    let Some(edit) = edit else {
        let why =
            if lines.is_empty() { words::NOTHING_TO_IMPORT.to_owned() } else { lines.join(" ") };
        return Outcome::one(Effect::Alert(why));
    };
    let then = vec![Effect::Edit(edit), Effect::Pop];
    if lines.is_empty() {
        return Outcome::Done(then);
    }
    let title = messages::ASK_TO_IMPORT.to_owned();
    let question = Confirm::new(title, lines, messages::IMPORT, then);
    Outcome::push(question.careful(sentences::CANCEL))
}

impl Component for ImportList {
    fn key_contexts(&self) -> Vec<KeyContext> {
        vec![KeyContext::ImportList, KeyContext::FilteredList, KeyContext::Everywhere]
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => self.list.go(way, self.area(view)),
            Action::Toggle => {
                self.toggle(self.list.at());
                self.list.go(Move::Down, self.area(view));
            }
            Action::MarkAll => self.toggle_all(),
            Action::Activate => return self.import(view),
            Action::Back if self.list.is_typed_in() => self.list.clear(),
            Action::Back => return Outcome::one(Effect::Pop),
            _ => return Outcome::Ignored,
        }
        Outcome::taken()
    }

    fn is_changed(&self) -> bool {
        let rows = self.list.items.iter().map(|row| row.is_selected);
        !rows.eq(self.first.iter().copied())
    }

    fn typed(&mut self, key: KeyEvent, _view: &View<'_>) -> Outcome {
        if self.list.typed(key) { Outcome::taken() } else { Outcome::Ignored }
    }

    fn pasted(&mut self, text: &str, _view: &View<'_>) -> Outcome {
        self.list.paste(text);
        Outcome::taken()
    }

    fn pressed(&mut self, target: Target, _press: Press, view: &View<'_>) -> Outcome {
        match target {
            Target::Row(n) => {
                self.toggle(n);
                Outcome::taken()
            }
            Target::Button(n) => match BUTTONS.get(n) {
                Some((_, action)) => self.action(*action, view),
                None => Outcome::taken(),
            },
            _ => Outcome::taken(),
        }
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        self.list.scroll(by, self.area(view));
    }

    fn sync(&mut self, view: &View<'_>) {
        if self.counted_for.replace(view.body) != Some(view.body) {
            self.list.set_foot(self.foot(view.body));
        }
        self.list.sync(self.area(view));
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let area = self.area(view);
        let frame = painter.boxed(area, &self.title);
        let foot_height = self.list.foot();
        let inside = under_field(area, foot_height).intersection(frame);
        let words = (sentences::TYPE_TO_FILTER, sentences::NOTHING_MATCHES);
        self.list.draw(painter, area, words, |painter, line, choice| {
            if let ListChoice::Item(item) = choice {
                draw_row(painter, line, item, self.labels);
            }
        });
        let foot = usize::from(frame.height).saturating_sub(1);
        let text = padded(frame);
        let lines = match self.list.choice(self.list.at()) {
            Some(ListChoice::Item(row)) => self.about(row, view.body),
            _ => Vec::new(),
        };
        let room = usize::from(foot_height) - 1;
        for (n, line) in lines.iter().take(room).enumerate() {
            let at = row(text, foot.saturating_sub(room) + n);
            if at.y < inside.bottom() {
                continue;
            }
            let is_cut = n + 1 == room && lines.len() > room;
            let line = if is_cut { format!("{line}…") } else { line.clone() };
            let line = fit(&line, usize::from(text.width)).into_owned();
            painter.line(at, Span::styled(line, painter.theme.dim()));
        }
        let bottom = row(frame, foot);
        painter
            .line(indented(bottom, 1), Span::raw(messages::selected(self.selected_parts().len())));
        let mut right = bottom.right().saturating_sub(1);
        for (n, (label, _)) in BUTTONS.into_iter().enumerate().rev() {
            let label = format!(" {label} ");
            let wide = columns(width(&label));
            right = right.saturating_sub(wide);
            let at = Rect { x: right, width: wide, ..bottom }.intersection(bottom);
            painter.line(at, Span::styled(label, painter.theme.button()));
            painter.hit(at, Target::Button(n));
            right = right.saturating_sub(1);
        }
    }
}

/// The maximum columns of a label that other cells follow.
const LABEL: usize = 30;

/// The columns of the checkbox.
const TICK: usize = 4;

/// The fewest columns of a note.
const LEAST_NOTE: usize = 8;

/// What a row has room for.
struct Columns {
    label: usize,
    /// Where the note starts, from the label.
    note_at: usize,
    note: usize,
    state: usize,
}

impl Columns {
    /// For a row in a line this wide, in a list with labels this wide.
    fn new(row: &Row, wide: usize, labels: usize) -> Self {
        let room = wide.saturating_sub(TICK);
        let state = width(&row.state).min(room / 2);
        let label = room.saturating_sub(state + 2);
        let note_at = labels.min(LABEL).max(width(&row.label)) + 2;
        let note = label.saturating_sub(note_at);
        Self { label, note_at, note: if note < LEAST_NOTE { 0 } else { note }, state }
    }

    fn cuts_label(&self, row: &Row) -> bool {
        width(&row.label) > self.label
    }

    fn cuts_note(&self, row: &Row) -> bool {
        width(&row.note) > self.note
    }
}

fn draw_row(painter: &mut Painter<'_>, line: Rect, row: &Row, labels: usize) {
    let theme = painter.theme;
    let tick = match (row.is_importable, row.is_selected) {
        (true, true) => "[x] ",
        (true, false) => "[ ] ",
        (false, _) => "    ",
    };
    let columns = Columns::new(row, usize::from(line.width), labels);
    let label = fit(&row.label, columns.label).into_owned();
    painter.line(line, vec![Span::raw(tick), Span::raw(label)]);
    if columns.note > 0 {
        let note = fit(&row.note, columns.note).into_owned();
        painter.line(indented(line, TICK + columns.note_at), Span::styled(note, theme.dim()));
    }
    let state = fit(&row.state, columns.state).into_owned();
    painter.right(line, Span::styled(state, theme.dim()));
}
