//! The form: a connection's fields, of which only those are shown that apply.

mod draw;
mod misplaced_key;
mod reload;
mod save;
mod secret_fields;
mod secrets;
mod validate;
mod values;

use std::collections::HashMap;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Position;
use serde_json::Value;

use super::component::{Answer, Component, Effect, Outcome, Press, View, WhyNot};
use super::keymap::{Action, KeyContext};
use super::layers::models::Models;
use super::widgets::cursor::{Cursor, Move};
use super::widgets::hit_map::Target;
use super::widgets::painter::Painter;
use super::widgets::text_field::TextField;
use crate::settings::connection::fields::{FIELDS, Field, Kind};
use crate::settings::connection::models::list::with_listed;
use crate::settings::credential::fields::{Input, SECRET_FIELDS};
use crate::settings::edit::Refusal;
use crate::settings::problems::FieldsFix;
use crate::settings::{Connection, ConnectionId};
use secrets::Secrets;

pub struct Form {
    what: What,
    /// The connection as it was when the form opened, or as another program has changed it since.
    seen: Arc<Connection>,
    /// The connection as it would be saved.
    draft: Connection,
    focus: Focus,
    /// The text of the focused field, where it is one that is typed.
    typing: TextField,
    /// What is wrong, by the path of the field.
    wrong: HashMap<&'static str, String>,
    /// The changes each of which lets a refused draft be saved, and the field at which they are
    /// offered.
    fixes: Option<(&'static str, Vec<FieldsFix>)>,
    /// What another program has changed since the form opened, by the path of the field.
    underneath: HashMap<&'static str, reload::Note>,
    secrets: Secrets,
    /// The focused text is a suggestion still: the first text that is typed replaces it.
    suggested: bool,
    cursor: Cursor,
    /// The focus that was last brought into view, and in how many lines: the wheel may scroll away
    /// from it.
    shown: (Focus, usize),
}

enum What {
    /// A new connection: the preset's name, and whether the slug was typed and so no longer follows
    /// the name.
    Add { preset: String, slug_typed: bool },
    /// One that exists.
    Edit(ConnectionId),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Focus {
    Field(&'static str),
    Save,
    Test,
    Cancel,
}

impl Focus {
    /// The buttons, and what stands on them.
    const BUTTONS: [(Self, &'static str); 3] =
        [(Self::Save, " Save "), (Self::Test, " Test "), (Self::Cancel, " Cancel ")];
}

impl Form {
    /// A new connection, filled in from a preset.
    pub fn add(connection: Connection, preset: &str) -> Self {
        Self::new(What::Add { preset: preset.to_owned(), slug_typed: false }, Arc::new(connection))
    }

    /// A connection that exists.
    pub fn edit(id: ConnectionId, seen: Arc<Connection>) -> Self {
        Self::new(What::Edit(id), seen)
    }

    fn new(what: What, seen: Arc<Connection>) -> Self {
        let draft = (*seen).clone();
        let mut form = Self {
            what,
            seen,
            draft,
            focus: Focus::Field("name"),
            typing: TextField::default(),
            wrong: HashMap::new(),
            fixes: None,
            underneath: HashMap::new(),
            secrets: Secrets::default(),
            suggested: false,
            cursor: Cursor::default(),
            shown: (Focus::Cancel, 0),
        };
        form.enter(Focus::Field("name"));
        form.suggested = form.is_new();
        form
    }

    /// Focuses the first field of the credential, without which the connection is of no use.
    #[must_use]
    pub fn at_credential(mut self) -> Self {
        let first = SECRET_FIELDS.iter().find(|f| (f.applies)(&self.draft));
        if let Some(field) = first {
            self.enter(Focus::Field(field.path));
        }
        self
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

    /// The fields that the draft has: its credentials' behind what says which they are.
    fn fields(&self) -> Vec<&'static Field> {
        let shown = |field: &&Field| {
            (field.applies)(&self.draft)
                && (field.is_editable() || self.draft.get(field.path).is_some() && !self.is_new())
        };
        let mut fields: Vec<&Field> = FIELDS.iter().filter(shown).collect();
        let behind = fields.iter().position(|field| field.path == "authType");
        let secrets = SECRET_FIELDS.iter().filter(shown);
        let at = behind.map_or(fields.len(), |at| at + 1);
        fields.splice(at..at, secrets);
        fields
    }

    /// Whether a field can be changed.
    fn is_open(&self, field: &Field) -> bool {
        match field.kind {
            Kind::Slug => self.is_new(),
            Kind::Timestamp => false,
            _ => true,
        }
    }

    /// What can have the focus, in order.
    fn stops(&self) -> Vec<Focus> {
        let fields =
            self.fields().into_iter().filter(|f| self.is_open(f)).map(|f| Focus::Field(f.path));
        let buttons = Focus::BUTTONS.map(|(button, _)| button);
        fields.chain(buttons).collect()
    }

    fn focused(&self) -> Option<&'static Field> {
        match self.focus {
            Focus::Field(path) => FIELDS.iter().chain(SECRET_FIELDS).find(|f| f.path == path),
            _ => None,
        }
    }

    /// Whether a text is typed in a field, letter by letter and in plain sight.
    fn is_text(field: &Field) -> bool {
        match field.kind {
            Kind::Text | Kind::Slug | Kind::Url | Kind::Model | Kind::Path => true,
            Kind::Secret(part) => part.input != Input::Masked,
            _ => false,
        }
    }

    fn enter(&mut self, focus: Focus) {
        self.suggested = false;
        self.secrets.revealed = false;
        self.secrets.offered.clear();
        self.focus = focus;
        if let Some(field) = self.focused().filter(|f| Self::is_text(f)) {
            self.typing = TextField::new(match field.secret() {
                Some(part) => self.secrets.plain_text(field, part),
                None => values::typed_text(&self.draft, field),
            });
        }
    }

    /// Leaves the focused field, and shows what is wrong with it.
    fn leave(&mut self, view: &View<'_>) {
        if let Some(field) = self.focused() {
            let problem = self.problems(view).into_iter().find(|p| p.path == field.path);
            match problem {
                Some(problem) => drop(self.wrong.insert(field.path, problem.sentence)),
                None => drop(self.wrong.remove(field.path)),
            }
        }
    }

    fn go(&mut self, way: Move, view: &View<'_>) {
        self.leave(view);
        let stops = self.stops();
        let at = stops.iter().position(|s| *s == self.focus).unwrap_or_default();
        let to = match way {
            Move::Up if at == 0 => stops.len() - 1,
            Move::Down if at + 1 == stops.len() => 0,
            Move::Last => stops.len() - Focus::BUTTONS.len(),
            way => way.from(at, stops.len(), stops.len()),
        };
        self.enter(stops[to]);
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
                    // A slug made of a key, or of its first letters, would show it. A preset's name
                    // has a slug of its own.
                    let is_suggested = Some(name) == self.seen.text("name");
                    let slug = if self.typing.holds_a_key() || is_suggested {
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

    /// Puts the typed text into the draft.
    fn commit_typed(&mut self, view: &View<'_>) {
        if let Some(field) = self.focused() {
            if let Some(part) = field.secret() {
                return self.take_plain(field, part);
            }
            let value = values::value_of_text(&self.draft, field, self.typing.text());
            self.set(field.path, value, view);
        }
    }

    fn cycle(&mut self, by: isize, view: &View<'_>) -> Outcome {
        let buttons = Focus::BUTTONS.map(|(button, _)| button);
        if let Some(at) = buttons.iter().position(|button| *button == self.focus) {
            let to = match at {
                0 if by < 0 => buttons.len() - 1,
                at if by < 0 => at - 1,
                at => (at + 1) % buttons.len(),
            };
            self.enter(buttons[to]);
            return Outcome::taken();
        }
        match (self.focus, self.focused().filter(|f| self.is_open(f))) {
            (_, Some(field)) => match values::cycled(&self.draft, field, by) {
                Some(choice) => self.set(field.path, values::stored(&choice, field.kind), view),
                None => return Outcome::Ignored,
            },
            _ => return Outcome::Ignored,
        }
        Outcome::taken()
    }

    /// The next choice, and after the last the first.
    fn cycle_forward(&mut self, view: &View<'_>) -> Outcome {
        let field = self.focused().filter(|f| self.is_open(f));
        let is_last = |f: &Field| {
            values::current(&self.draft, f) == f.choices(&self.draft).len().checked_sub(1)
        };
        let by = if field.is_some_and(is_last) { isize::MIN / 2 } else { 1 };
        self.cycle(by, view)
    }

    fn activate(&mut self, view: &View<'_>) -> Outcome {
        match self.focus {
            Focus::Save => self.save(view),
            Focus::Test => self.test(view),
            Focus::Cancel => self.cancel(),
            Focus::Field(_) => match self.move_key(view) {
                Some(moved) => moved,
                None => self.open(view),
            },
        }
    }

    /// Opens what the focused field is edited with; a field that is typed has nothing, and the next
    /// one is gone to.
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

    fn hint(
        &self,
        action: Action,
        suggested: &'static str,
        _view: &View<'_>,
    ) -> Option<&'static str> {
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
            Action::Reveal => return self.reveal(),
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
            Action::Validate => return self.test(view),
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
            let message = "Nothing can be pasted here: go to the field that it is meant for";
            return Outcome::one(Effect::Toast(message.to_owned()));
        }
        if std::mem::take(&mut self.suggested) {
            self.typing = TextField::default();
        }
        self.typing.paste(text);
        self.commit_typed(view);
        self.request_completion()
    }

    fn pressed(&mut self, target: Target, press: Press, _at: Position, view: &View<'_>) -> Outcome {
        let field_at = |n: usize| self.fields().get(n).copied().filter(|f| self.is_open(f));
        match target {
            Target::Cell(n, _) if field_at(n).is_none() => Outcome::taken(),
            Target::Cell(_, 0) => self.reveal(),
            Target::Cell(..) => self.remove_secret(),
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
            Target::Button(1) => self.test(view),
            Target::Button(_) => self.cancel(),
            _ => Outcome::taken(),
        }
    }

    fn wheel(&mut self, _target: Target, by: isize, view: &View<'_>) {
        let area = Self::list_area(view.body);
        self.cursor.scroll(by, self.lines(view.body).len(), usize::from(area.height));
    }

    fn answer(&mut self, answer: Answer, view: &View<'_>) -> Outcome {
        match answer {
            Answer::Field(path, value) => {
                // What changed underneath was not seen while another layer lay over it.
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
                    // It comes from a validation, which starts from any field.
                    "baseUrl" => Focus::Field(path),
                    _ => self.focus,
                };
                self.enter(to);
            }
            Answer::Completions(seen) => self.take_completions(seen),
            Answer::Preset(_) | Answer::Models(..) | Answer::Edit(_) => return Outcome::Ignored,
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

    fn settle(&mut self, view: &View<'_>) {
        self.reload_settings(view);
        self.reload_credentials(view);
        self.scroll_into_view(view);
    }

    fn draw(&self, painter: &mut Painter<'_>, view: &View<'_>) {
        self.draw_form(painter, view);
    }
}
