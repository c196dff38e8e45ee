//! The form: the fields that apply to a connection.

mod choices;
mod draw;
mod focus;
mod misplaced_key;
mod reload;
mod rows;
mod save;
mod secret_fields;
mod secrets;
mod unfilled;
mod validate;
mod values;

use std::collections::HashMap;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde_json::Value;

use super::component::{Answer, Component, Effect, Label, Outcome, Press, View, WhyNot};
use super::keymap::{Action, KeyContext};
use super::layers::models::Models;
use super::messages;
use super::widgets::cursor::{Cursor, Move};
use super::widgets::hit_map::Target;
use super::widgets::painter::Painter;
use super::widgets::text_field::TextField;
use crate::settings::connection::fields::{Field, Kind};
use crate::settings::connection::models::list::with_listed;
use crate::settings::edit::Refusal;
use crate::settings::problems::FieldsFix;
use crate::settings::{Connection, ConnectionId};
use focus::Focus;
use secrets::Secrets;

pub(super) struct Form {
    what: What,
    /// The connection when the form opened, updated with changes by other programs.
    seen: Arc<Connection>,
    /// The connection as it would be saved.
    draft: Connection,
    focus: Focus,
    /// The text of the focused field, if it is a text field.
    typing: TextField,
    /// Errors by field path.
    wrong: HashMap<&'static str, String>,
    /// Alternative changes that would make a refused draft valid, and the field that offers them.
    fixes: Option<(&'static str, Vec<FieldsFix>)>,
    /// What other programs have changed since the form opened, by field path.
    underneath: HashMap<&'static str, reload::Note>,
    /// The paths of required fields that were empty at the last save: the next save leaves them
    /// empty.
    unfilled: Vec<&'static str>,
    secrets: Secrets,
    /// Whether the focused text is still a suggestion, which typing replaces.
    suggested: bool,
    cursor: Cursor,
    /// The focus and height that were last scrolled into view: the wheel may scroll away from
    /// there.
    shown: (Focus, usize),
    /// Whether the initial focus is set.
    is_opened: bool,
    /// Whether all fields are shown, not only the main ones.
    shows_more: bool,
}

enum What {
    /// A new connection: the preset's name, and whether the slug was typed and so no longer follows
    /// the name.
    Add {
        preset: String,
        slug_typed: bool,
    },
    Edit(ConnectionId),
}

impl Form {
    /// A new connection, prefilled from a preset.
    pub(super) fn add(connection: Connection, preset: &str) -> Self {
        Self::new(What::Add { preset: preset.to_owned(), slug_typed: false }, Arc::new(connection))
    }

    pub(super) fn edit(id: ConnectionId, seen: Arc<Connection>) -> Self {
        Self::new(What::Edit(id), seen)
    }

    fn new(what: What, seen: Arc<Connection>) -> Self {
        let draft = (*seen).clone();
        Self {
            what,
            seen,
            draft,
            focus: Focus::Field("name"),
            typing: TextField::default(),
            wrong: HashMap::new(),
            fixes: None,
            underneath: HashMap::new(),
            unfilled: Vec::new(),
            secrets: Secrets::default(),
            suggested: false,
            cursor: Cursor::default(),
            shown: (Focus::Cancel, 0),
            is_opened: false,
            shows_more: false,
        }
    }

    const fn id(&self) -> Option<&ConnectionId> {
        match &self.what {
            What::Add { .. } => None,
            What::Edit(id) => Some(id),
        }
    }

    const fn is_new(&self) -> bool {
        matches!(self.what, What::Add { .. })
    }

    fn is_open(&self, field: &Field) -> bool {
        match field.kind {
            Kind::Slug => self.is_new(),
            Kind::Timestamp => false,
            _ => true,
        }
    }

    fn set(&mut self, path: &'static str, value: Option<Value>, view: &View<'_>) {
        self.wrong.remove(path);
        self.fixes = None;
        self.draft.set_field(path, value);
        if let What::Add { slug_typed, .. } = &mut self.what {
            match path {
                "slug" => *slug_typed = true,
                "name" if !*slug_typed => {
                    let name = self.draft.text("name").unwrap_or_default();
                    // A slug made from a key would reveal it, even a few letters. A preset's own
                    // name comes with its own slug.
                    let is_suggested = Some(name) == self.seen.text("name");
                    let slug = if self.typing.holds_a_secret() || is_suggested {
                        self.seen.slug().to_owned()
                    } else {
                        view.settings().slug_for(name)
                    };
                    self.draft.set("slug", Some(slug.into()));
                    self.wrong.remove("slug");
                }
                _ => {}
            }
        }
    }

    /// Writes the typed text into the draft.
    fn commit_typed(&mut self, view: &View<'_>) {
        if let Some(field) = self.focused() {
            if let Some(part) = field.secret() {
                return self.take_plain(field, part);
            }
            let value = values::value_of_text(&self.draft, field, self.typing.text());
            self.set(field.path, value, view);
        }
    }

    fn activate(&mut self, view: &View<'_>) -> Outcome {
        match self.focus {
            Focus::Save => self.save(view),
            Focus::Validate => self.validate(view),
            Focus::Cancel => self.cancel(),
            Focus::More => {
                self.show_more();
                Outcome::taken()
            }
            Focus::Field(_) => match self.move_key(view) {
                Some(moved) => moved,
                None => self.open(view),
            },
        }
    }

    /// Opens the editor of the focused field. A text field has none: the focus moves to the next
    /// field.
    fn open(&mut self, view: &View<'_>) -> Outcome {
        let Some(field) = self.focused() else {
            return Outcome::taken();
        };
        if matches!(field.kind, Kind::Models) {
            let probe_draft = self.probe_draft(view);
            return Outcome::push(Models::new(&self.draft, probe_draft));
        }
        let listed = view.probes.listed(self.id(), &self.draft);
        if let Some(picker) = values::picker(&self.draft, field, listed) {
            return Outcome::push(picker);
        }
        self.go(Move::Down, view);
        Outcome::taken()
    }
}

impl Component for Form {
    fn key_contexts(&self) -> Vec<KeyContext> {
        let own = match self.focused() {
            Some(field) if Self::is_masked(field) => Some(KeyContext::Secret),
            Some(field) if Self::is_path(field) => Some(KeyContext::Path),
            Some(field) if Self::is_text(field) => None,
            _ => Some(KeyContext::Choice),
        };
        let all = own.into_iter().chain([KeyContext::Form, KeyContext::Everywhere]);
        all.collect()
    }

    fn why_not(&self, action: Action, _view: &View<'_>) -> Option<WhyNot> {
        match action {
            Action::Reveal => self.why_not_reveal(),
            Action::Remove => self.why_not_remove(),
            Action::Fix if self.offered_fix(0).is_none() => Some(WhyNot::silent()),
            Action::FixOtherwise if self.offered_fix(1).is_none() => Some(WhyNot::silent()),
            _ => None,
        }
    }

    fn hint(&self, action: Action, suggested: Label, _view: &View<'_>) -> Option<Label> {
        (action != Action::After || self.completed_path().is_some()).then_some(suggested)
    }

    fn action(&mut self, action: Action, view: &View<'_>) -> Outcome {
        match action {
            Action::Go(way) => self.go(way, view),
            Action::After if self.focused().is_some_and(Self::is_path) => {
                if self.typing.is_at_end() {
                    return self.complete_path(view);
                }
                self.typing.typed(KeyCode::Right.into());
            }
            Action::Complete => return self.complete_or_go_on(view),
            Action::Reveal => self.reveal(),
            Action::Remove => return self.remove_secret(),
            Action::Before => return self.cycle(-1, view),
            Action::After => return self.cycle(1, view),
            Action::Toggle => match self.focus {
                Focus::Field(_) => return self.cycle_forward(view),
                _ => return self.activate(view),
            },
            Action::Activate => return self.activate(view),
            Action::Save => return self.save(view),
            Action::Fix => self.take_fix(0),
            Action::FixOtherwise => self.take_fix(1),
            Action::Validate => return self.validate(view),
            Action::Back => return self.cancel(),
            _ => return Outcome::Ignored,
        }
        Outcome::taken()
    }

    fn typed(&mut self, key: KeyEvent, view: &View<'_>) -> Outcome {
        if let Some(input) = self.focused_input() {
            if !input.typed(key) {
                return Outcome::Ignored;
            }
            if let Focus::Field(path) = self.focus {
                self.wrong.remove(path);
                self.secrets.left_out.remove(path);
            }
            return Outcome::taken();
        }
        if !self.focused().is_some_and(Self::is_text) {
            return Outcome::Ignored;
        }
        let is_text = matches!(key.code, KeyCode::Char(_))
            && key.modifiers.difference(KeyModifiers::SHIFT).is_empty();
        if std::mem::take(&mut self.suggested) && is_text {
            self.typing = TextField::default();
        }
        if !self.typing.typed(key) {
            return Outcome::Ignored;
        }
        self.commit_typed(view);
        self.request_completion()
    }

    fn pasted(&mut self, text: &str, view: &View<'_>) -> Outcome {
        if self.focused().is_some_and(Self::is_masked) {
            self.paste_secret(text);
            return Outcome::taken();
        }
        if let Some(outcome) = self.paste_account(text) {
            return outcome;
        }
        if !self.focused().is_some_and(Self::is_text) {
            return Outcome::one(Effect::Toast(messages::NOTHING_TO_PASTE_INTO.to_owned()));
        }
        if std::mem::take(&mut self.suggested) {
            self.typing = TextField::default();
        }
        self.typing.paste(text);
        self.commit_typed(view);
        self.request_completion()
    }

    fn pressed(&mut self, target: Target, press: Press, view: &View<'_>) -> Outcome {
        let field_at = |n: usize| self.fields().get(n).copied().filter(|f| self.is_open(f));
        match target {
            Target::Cell(n, _) if field_at(n).is_none() => Outcome::taken(),
            Target::Row(n) if n == self.fields().len() => {
                self.leave(view);
                self.show_more();
                Outcome::taken()
            }
            Target::Cell(_, 0) => self.perform(Action::Reveal, view),
            Target::Cell(..) => self.perform(Action::Remove, view),
            Target::Row(n) | Target::Previous(n) | Target::Next(n) => {
                let Some(field) = field_at(n) else {
                    return Outcome::taken();
                };
                let again = self.focus == Focus::Field(field.path);
                self.leave(view);
                self.enter(Focus::Field(field.path));
                match target {
                    Target::Previous(_) => self.cycle(-1, view),
                    Target::Next(_) => self.cycle(1, view),
                    _ if Self::is_masked(field) => Outcome::taken(),
                    _ if press == Press::Double || (again && !Self::is_text(field)) => {
                        self.activate(view)
                    }
                    _ => Outcome::taken(),
                }
            }
            Target::Button(0) => self.save(view),
            Target::Button(1) => self.validate(view),
            Target::Button(_) => self.cancel(),
            _ => Outcome::taken(),
        }
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        let area = Self::list_area(view.body);
        self.cursor.scroll(by, self.lines(view).len(), usize::from(area.height));
    }

    fn answer(&mut self, answer: Answer, view: &View<'_>) -> Outcome {
        match answer {
            Answer::Field(path, value) => {
                // Another layer covered the form, so the person couldn't see the change.
                if let Some(note) = self.underneath.get_mut(path) {
                    note.conflict = true;
                }
                if path == "defaultModel"
                    && let Some(id) = value.as_ref().and_then(Value::as_str)
                {
                    let listed = view.probes.listed(self.id(), &self.draft);
                    let models = with_listed(&self.draft, id, listed);
                    if let Some(models) = models {
                        self.set("models", Some(models), view);
                    }
                }
                self.set(path, value, view);
                let to = match path {
                    // The value comes from a validation, which can start from any field.
                    "baseUrl" => Focus::Field(path),
                    _ => self.focus,
                };
                self.enter(to);
            }
            Answer::Completions(seen) => self.take_completions(seen),
            Answer::Preset(_)
            | Answer::FormOf(_)
            | Answer::FindServers
            | Answer::Import(_)
            | Answer::Models(..)
            | Answer::Agreed(_)
            | Answer::Edit(_) => return Outcome::Ignored,
        }
        Outcome::taken()
    }

    fn refused(&mut self, refusal: &Refusal, _view: &View<'_>) -> bool {
        match refusal {
            Refusal::Invalid(problems) => {
                let message = self.show_errors(problems.clone());
                matches!(message, Outcome::Done(effects) if effects.is_empty())
            }
            _ => false,
        }
    }

    fn is_changed(&self) -> bool {
        self.is_dirty()
    }

    fn has_draft(&self) -> bool {
        true
    }

    fn covered(&mut self) {
        self.secrets.revealed = false;
    }

    fn sync(&mut self, view: &View<'_>) {
        self.reload_settings(view);
        self.reload_credentials(view);
        self.open_at_first_missing();
        self.scroll_into_view(view);
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        self.draw_form(painter, view);
    }
}
