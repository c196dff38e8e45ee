//! The page: what new chats get, the connections and their filter, the workspaces and the switches,
//! with the details beside them from 110 columns on.

mod actions;
mod applies;
mod banner;
mod choose;
mod columns;
mod connection;
mod defaults;
mod details_pane;
mod draw;
mod empty;
mod filter;
mod finding;
mod key_actions;
mod layout;
mod marked;
mod mouse;
mod navigation;
mod row;
mod rows;
mod section;
mod several;
mod status;
mod switches;
mod target;
pub(super) mod title;

use crossterm::event::KeyEvent;

use super::component::{Answer, Component, Effect, Label, Outcome, Press, View, WhyNot};
use super::form::Form;
use super::keymap::{Action, Key, KeyContext};
use super::layers::local_servers::LocalServers;
use super::layers::path_prompt::PathPrompt;
use super::messages;
use super::widgets::cursor::Move;
use super::widgets::hit_map::Target;
use super::widgets::painter::Painter;
use super::widgets::text_field::TextField;
use crate::settings::WorkspaceFile;
use crate::settings::edit::Edit;
use crate::settings::edit::diff::FileRef;
use crate::settings::sign_in::{LoginProvider, SignInTarget};
pub(super) use actions::on_connection;
use actions::set_default;
pub(super) use applies::why_not_on_connection;
use draw::list_room;
use filter::Query;
use layout::Areas;
use marked::Marked;
use navigation::LastSelections;
use rows::{Cells, Rows};
pub(super) use several::{on_connections, set_mode};
pub(super) use status::{lacking_in, lacking_of};
pub(super) use target::PageItem;

#[derive(Default)]
pub(super) struct Page {
    rows: Rows,
    /// `None` until the page has first seen the settings.
    selected: Option<PageItem>,
    /// The selection before something was added: undoing that restores it.
    before: Option<PageItem>,
    /// The selected cell of each table, also while another row is selected.
    cells: Cells,
    /// What was last selected in each section.
    last_selections: LastSelections,
    marked: Marked,
    filter: Option<TextField>,
    /// The selection and scroll position before the filter was typed: clearing it before a match is
    /// selected restores them.
    before_filter: Option<(PageItem, usize)>,
    /// Where to scroll once the list has all its rows again.
    scroll_back: Option<usize>,
    typing: bool,
    seen_revision: Option<u64>,
    /// Whether there were connections when the page last saw the settings.
    seen_any: bool,
    seen_width: u16,
    seen_height: usize,
    details_top: usize,
    /// Whether the details have the focus instead of the list.
    in_details: bool,
    /// How much of the selection to bring into view.
    follow: Follow,
}

/// How much to bring into view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Follow {
    /// Nothing: the selection may stay scrolled out of view.
    #[default]
    Nothing,
    Row,
    /// The row and its whole section.
    Whole,
}

impl Page {
    fn go(&mut self, way: Move, view: &View<'_>) {
        match self.rows.last_connection() {
            // The last match, not the button below it.
            Some(last) if matches!(way, Move::Last) && self.is_at_match() => {
                self.rows.select(last);
            }
            // A page step keeps a row or two of the old page in view.
            _ => self.rows.go(way, self.height(view).saturating_sub(3)),
        }
        self.select_row(view);
    }

    /// Whether a connection is selected that a filter found.
    fn is_at_match(&self) -> bool {
        self.query().is_some() && self.rows.count().1.is_some()
    }

    /// Whether the file that the editor would open is broken.
    fn has_broken_file(&self, view: &View<'_>) -> bool {
        match self.broken_file(view) {
            FileRef::Workspace(root) => {
                let workspace = view.settings().workspace(&root);
                workspace.is_some_and(|w| matches!(w.file, WorkspaceFile::Unusable(_)))
            }
            _ => view.store.can_restore(),
        }
    }

    /// Whether what keys act on is in view: the selected row or its details.
    fn is_in_view(&self, view: &View<'_>) -> bool {
        self.in_details || self.rows.shows_current(self.height(view))
    }

    fn select_row(&mut self, view: &View<'_>) {
        let item = self.rows.item(view.settings(), self.cells);
        if let Some(item) = &item {
            self.last_selections.note(item);
        }
        if item != self.selected {
            self.details_top = 0;
            self.before = None;
        }
        self.selected = item;
        self.follow = Follow::Row;
    }
}

impl Component for Page {
    /// Selects an item and brings it into view, clearing the filter in case it hides it.
    fn select(&mut self, item: PageItem) {
        self.clear_filter();
        self.take_cell(&item);
        self.details_top = 0;
        self.in_details = false;
        self.before = self.selected.replace(item);
    }

    fn key_contexts(&self) -> Vec<KeyContext> {
        if self.typing {
            return vec![KeyContext::Filter, KeyContext::Everywhere];
        }
        let details = self.in_details.then_some(KeyContext::Details);
        let marked = self.acts_on_marked().then_some(KeyContext::Marked);
        let own = self.selected.as_ref().and_then(PageItem::key_context);
        details
            .into_iter()
            .chain(marked)
            .chain(own)
            .chain([KeyContext::Page, KeyContext::List, KeyContext::Everywhere])
            .collect()
    }

    fn why_not(&self, action: Action, view: &View<'_>) -> Option<WhyNot> {
        match action {
            _ if self.typing => None,
            // The app explains why.
            Action::Restore if !view.store.can_restore() => {
                Some(WhyNot::instead(Effect::AskRestore))
            }
            Action::EditFile if !self.has_broken_file(view) => {
                Some(WhyNot::instead(Effect::EditFile(self.broken_file(view))))
            }
            // The key only scrolls the row back into view.
            _ if !self.is_in_view(view) => None,
            Action::Validate | Action::FlipMidStream | Action::Delete if self.acts_on_marked() => {
                None
            }
            _ => applies::why_not(action, self.selected.as_ref(), view),
        }
    }

    fn hint(&self, action: Action, suggested: Label, view: &View<'_>) -> Option<Label> {
        // A row that is scrolled away has the same hints as one in view.
        if !self.is_in_view(view)
            && !self.acts_on_marked()
            && applies::why_not(action, self.selected.as_ref(), view).is_some()
        {
            return None;
        }
        match action {
            Action::Back if self.typing => Some(suggested),
            Action::Back if view.probes.is_any_running() => Some(messages::CANCEL_VALIDATING),
            Action::Back if self.in_details => Some(messages::BACK_TO_LIST),
            Action::EditFile => Some(messages::EDIT_CONFIG),
            Action::Back if !self.marked.is_empty() => Some(messages::CLEAR_MARKS),
            Action::Back if self.filter.is_none() => None,
            Action::Back => Some(messages::CLEAR_FILTER),
            _ => Some(suggested),
        }
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        if self.typing {
            return self.act_while_typing(action, view);
        }
        self.act(action, view)
    }

    fn typed(&mut self, key: KeyEvent, view: &View<'_>) -> Outcome {
        if !self.typing && view.keymap.lookup(&[KeyContext::Connection], key).is_some() {
            let key = Key::of(key).name();
            return Outcome::one(Effect::Toast(messages::needs_a_connection(&key)));
        }
        if !self.typing || !self.filter.as_mut().is_some_and(|field| field.typed(key)) {
            return Outcome::Ignored;
        }
        self.type_filter();
        Outcome::taken()
    }

    fn pasted(&mut self, text: &str, _view: &View<'_>) -> Outcome {
        match &mut self.filter {
            Some(field) if self.typing => {
                field.paste(text);
                self.type_filter();
                Outcome::taken()
            }
            _ => Outcome::Ignored,
        }
    }

    fn pressed(&mut self, target: Target, press: Press, view: &View<'_>) -> Outcome {
        self.press(target, press, view)
    }

    fn wheel(&mut self, target: Target, by: isize, view: &View<'_>) {
        self.scroll(target, by, view);
    }

    fn pressed_outside(&mut self, _view: &View<'_>) -> Outcome {
        Outcome::taken()
    }

    fn answer(&mut self, answer: Answer, view: &View<'_>) -> Outcome {
        match answer {
            Answer::Preset(preset) if !view.demo && LoginProvider::of_preset(preset).is_some() => {
                let provider = LoginProvider::of_preset(preset);
                provider.map_or(Outcome::Ignored, |provider| {
                    Outcome::one(Effect::OpenSignIn(provider, SignInTarget::New))
                })
            }
            Answer::Preset(preset) | Answer::FormOf(preset) => {
                let connection = preset.connection(view.settings(), view.now_ms);
                Outcome::push(Form::add(connection, &preset.name))
            }
            Answer::FindServers => LocalServers::open(),
            Answer::Import(Some(tool)) => Outcome::one(Effect::ImportFrom(tool)),
            Answer::Import(None) => Outcome::push(PathPrompt::import()),
            Answer::Edit(edit) => {
                let again = match &*edit {
                    Edit::SetDefaultModel { id, .. }
                        if view.probes.wants_model(id, view.settings()) =>
                    {
                        Some(Effect::ValidateChanged(id.clone()))
                    }
                    _ => None,
                };
                match (set_default(*edit, view), again) {
                    (Outcome::Done(effects), Some(again)) => {
                        Outcome::Done(effects.into_iter().chain([again]).collect())
                    }
                    (outcome, _) => outcome,
                }
            }
            Answer::Field(..) | Answer::Models(..) | Answer::Completions(_) | Answer::Agreed(_) => {
                Outcome::Ignored
            }
        }
    }

    fn sync(&mut self, view: &View<'_>) {
        let list = self.areas(view).list;
        let height = usize::from(list.height);
        let query = self.query();
        if std::mem::replace(&mut self.seen_height, height) != height {
            self.follow = Follow::Row;
            // The free lines between sections, and between the choices of an empty page, depend on
            // the height.
            let is_empty = view.settings().connections().is_empty();
            // A message that takes a line must not make the rows close up.
            let steady = height + view.message_lines;
            self.seen_revision.take_if(|_| is_empty || self.rows.fits_otherwise(steady));
        }
        let may_differ = query.as_ref().is_some_and(Query::is_about_states);
        if self.seen_revision != Some(view.revision)
            || self.seen_width != view.body.width
            || may_differ
        {
            self.seen_revision = Some(view.revision);
            self.marked.retain_existing(view.settings());
            self.seen_width = view.body.width;
            // A selection scrolled out of view on purpose stays there; one in view stays in view
            // wherever it moves.
            if self.rows.is_unbuilt() || self.rows.shows_current(height) {
                self.follow = self.follow.max(Follow::Row);
            }
            let rows = std::mem::take(&mut self.rows);
            let size = (list_room(list.width), height + view.message_lines);
            self.rows = rows.rebuilt(view, query.as_ref(), size);
            if let Some(top) = self.scroll_back.take() {
                self.rows.scroll_to(top);
            }
            let settings = view.settings();
            let default = settings.default_position();
            if !std::mem::replace(&mut self.seen_any, default.is_some())
                && let Some(position) = default
            {
                self.selected = Some(PageItem::Connection(settings.id_at(position)));
            }
            if !self.typing {
                self.select_again(view);
            }
        }
        let follow = std::mem::take(&mut self.follow);
        if follow == Follow::Whole {
            self.rows.reveal_whole(height);
        }
        if follow != Follow::Nothing {
            self.rows.reveal(height);
        }
        self.rows.clamp(height);
        self.rows.find_problems_in_view(height, view.settings());
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        let Areas { banner, pinned, list, beside, over } = self.areas(view);
        if let Some(area) = over {
            return self.draw_details_over(painter, area, view);
        }
        banner::draw(painter, banner, view);
        self.draw_pinned(painter, pinned, view);
        if let Some(area) = beside {
            painter.has_focus = self.in_details;
            self.draw_details_beside(painter, area, view);
            painter.has_focus = !self.in_details;
        }
        self.draw_list(painter, list, view);
        let (top, len) = (self.rows.top(), self.rows.len());
        match beside {
            // On the line between list and details: one line is enough.
            Some(_) => painter.scrollbar_of_box(list, top, len),
            None => painter.scrollbar(list, top, len),
        }
    }
}
