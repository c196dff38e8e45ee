//! The credential fields of the form: typing, pasting, completing, revealing and removing, and
//! their notes.

use super::Form;
use super::focus::Focus;
use crate::settings::connection::field_errors::FieldError;
use crate::settings::connection::fields::{Field, Kind};
use crate::settings::credential::fields::{Input, Part, SECRET_FIELDS};
use crate::settings::credential::key;
use crate::settings::credential::key_warnings::{key_of_another, oddities};
use crate::settings::credential::service_account::ServiceAccount;
use crate::settings::edit::Edit;
use crate::settings::secret::Secret;
use crate::system::path_completion::{PathQuery, Seen, common_prefix};
use crate::tui::component::{Effect, Outcome, View, WhyNot};
use crate::tui::details;
use crate::tui::messages;
use crate::tui::widgets::cursor::Move;
use crate::tui::widgets::secret_field::SecretInput;
use crate::tui::widgets::text::fit;
use crate::tui::widgets::text_field::TextField;

impl Form {
    pub(super) fn is_masked(field: &Field) -> bool {
        field.secret().is_some_and(|part| part.input == Input::Masked)
    }

    /// Whether a field is a path, which can be completed.
    pub(super) fn is_path(field: &Field) -> bool {
        matches!(field.kind, Kind::Path)
            || field.secret().is_some_and(|part| part.input == Input::File)
    }

    /// The focused field's secret input, if the field is masked.
    pub(super) fn focused_input(&mut self) -> Option<&mut SecretInput> {
        let field = self.focused().filter(|f| Self::is_masked(f))?;
        Some(self.secrets.masked.entry(field.path).or_default())
    }

    pub(super) fn reload_credentials(&mut self, view: &View<'_>) {
        let is_new = self.is_new();
        let credentials = view.settings().credentials();
        self.secrets.reload(credentials, &self.draft, is_new);
    }

    pub(super) fn paste_secret(&mut self, text: &str) {
        let Some(field) = self.focused() else { return };
        self.wrong.remove(field.path);
        if let Some(input) = self.focused_input() {
            let left_out = input.paste(text);
            let has_text = !input.is_empty();
            self.secrets.left_out.remove(field.path);
            if has_text {
                self.secrets.left_out.insert(field.path, left_out);
            }
        }
    }

    /// Stores the text of a credential field that is typed visibly.
    pub(super) fn take_plain(&mut self, field: &'static Field, part: Part) {
        self.wrong.remove(field.path);
        let text = self.typing.text().to_owned();
        self.secrets.plain.insert(field.path, text);
        if part.input == Input::File {
            self.secrets.account = None;
        }
    }

    /// Accepts a service account pasted into its field; `None` if the text is a path, which is
    /// ordinary typed text.
    pub(super) fn paste_account(&mut self, text: &str) -> Option<Outcome> {
        let is_account = |f: &&Field| f.secret().is_some() && Self::is_path(f);
        let field = self.focused().filter(is_account)?;
        let text = text.trim().trim_start_matches('\u{feff}');
        if text.starts_with('{') {
            self.wrong.remove(field.path);
            let account = ServiceAccount::parse(Secret::new(text.to_owned()));
            self.secrets.take_account(field, account);
            self.typing = TextField::new(messages::PASTED);
            return Some(Outcome::taken());
        }
        // A part of the file would be visible in the field.
        let no_path = text.contains(['\n', '\r', '"']) || text.contains("PRIVATE KEY");
        no_path.then(|| Outcome::one(Effect::Toast(messages::NO_PATH.to_owned())))
    }

    /// Requests completions for the typed path, and what is there.
    pub(super) fn request_completion(&self) -> Outcome {
        let field = self.focused().filter(|f| Self::is_path(f));
        let Some(field) = field else {
            return Outcome::taken();
        };
        Outcome::one(Effect::CompletePath(PathQuery {
            typed: self.typing.text().trim().to_owned(),
            read: field.secret().is_some(),
        }))
    }

    pub(super) fn take_completions(&mut self, seen: Seen) {
        let is_path = self.focused().is_some_and(Self::is_path);
        if !is_path || self.typing.text().trim() != seen.typed {
            return;
        }
        self.secrets.offered = seen.offered;
        if seen.account.is_some() {
            self.secrets.account = seen.account;
        }
    }

    /// The typed path, completed as far as all completions agree; `None` if they add nothing in
    /// common.
    pub(super) fn completed_path(&self) -> Option<&str> {
        let common = common_prefix(&self.secrets.offered);
        (common.len() > self.typing.text().len()).then_some(common)
    }

    pub(super) fn complete_path(&mut self, view: &View<'_>) -> Outcome {
        let Some(completed) = self.completed_path() else {
            return Outcome::taken();
        };
        self.typing = TextField::new(completed);
        self.commit_typed(view);
        self.request_completion()
    }

    pub(super) fn complete_or_go_on(&mut self, view: &View<'_>) -> Outcome {
        if self.completed_path().is_some() {
            return self.complete_path(view);
        }
        self.go(Move::Down, view);
        Outcome::taken()
    }

    /// Why the focused field can't be revealed.
    pub(super) fn why_not_reveal(&self) -> Option<WhyNot> {
        let field = self.focused().filter(|field| Self::is_masked(field));
        field
            .is_none_or(|field| self.secrets.is_blank(field))
            .then(|| WhyNot::toast(messages::STORED_NEVER_SHOWN))
    }

    /// Reveals the focused field, or masks it again.
    pub(super) const fn reveal(&mut self) {
        self.secrets.revealed = !self.secrets.revealed;
    }

    /// Why the focused field's stored credential can't be removed.
    pub(super) fn why_not_remove(&self) -> Option<WhyNot> {
        let Some((field, part)) = self.focused_part() else {
            return Some(WhyNot::silent());
        };
        if !self.secrets.is_stored(part) {
            return Some(WhyNot::toast(match self.secrets.unknown {
                Some(_) => messages::UNKNOWN_IF_STORED,
                None => messages::NOTHING_TO_REMOVE,
            }));
        }
        let alone = part.goes_alone() && self.secrets.is_blank(field);
        (self.secrets.types_another(part.kind) && !alone)
            .then(|| WhyNot::toast(messages::EMPTY_TO_REMOVE))
    }

    /// Toggles whether the save removes the focused field's stored credential.
    pub(super) fn remove_secret(&mut self) -> Outcome {
        let Some((_, part)) = self.focused_part() else {
            return Outcome::Ignored;
        };
        if part.goes_alone() {
            self.secrets.token_removed = !self.secrets.token_removed;
            return Outcome::taken();
        }
        let removed = &mut self.secrets.removed;
        match removed.iter().position(|kind| *kind == part.kind) {
            Some(at) => drop(removed.swap_remove(at)),
            None => removed.push(part.kind),
        }
        Outcome::taken()
    }

    fn focused_part(&self) -> Option<(&'static Field, Part)> {
        let field = self.focused()?;
        Some((field, field.secret()?))
    }

    /// Whether part of a credential was typed or is to be removed.
    pub(super) fn has_typed_secrets(&self) -> bool {
        let kind = self.draft.credential_kind();
        !self.secrets.typed(&self.draft).is_empty()
            || kind.is_some_and(|kind| self.secrets.is_removed(kind))
            || self.problem_of_account().is_some()
            || self.secrets.masked.values().any(|input| !input.is_empty())
    }

    /// Sentences about typed secrets that won't be stored because the auth type has changed since.
    pub(super) fn unused_secrets(&self) -> Vec<String> {
        let fields = SECRET_FIELDS.iter();
        let unused = fields.filter(|f| !(f.applies)(&self.draft) && !self.secrets.is_blank(f));
        unused.map(|field| messages::typed_but_unused(field.label)).collect()
    }

    /// Sentences about typed keys in the format of another provider.
    pub(super) fn keys_of_others(&self) -> Vec<String> {
        let fields = SECRET_FIELDS.iter().filter(|field| (field.applies)(&self.draft));
        let found = fields.filter_map(|field| {
            let text = self.secrets.input(field)?.text().trim();
            key_of_another(&self.draft, field.secret()?, text)
        });
        found.collect()
    }

    /// The error in the chosen service account.
    pub(super) fn problem_of_account(&self) -> Option<FieldError> {
        let applies = |f: &&Field| (f.applies)(&self.draft) && Self::is_path(f);
        let field = SECRET_FIELDS.iter().find(applies)?;
        let typed = self.secrets.plain.get(field.path)?.trim();
        let sentence = match &self.secrets.account {
            Some(Ok(_)) => return None,
            Some(Err(why)) => why.clone(),
            None if typed.is_empty() => return None,
            None => messages::NO_ACCOUNT_FILE.to_owned(),
        };
        Some(FieldError { path: field.path, sentence })
    }

    /// Sentences about credentials that another program has stored since the form opened and the
    /// edit would overwrite.
    pub(super) fn overwritten_secrets(&self, edit: &Edit) -> Vec<String> {
        let Edit::Secrets(edit) = edit else {
            return Vec::new();
        };
        let kinds = edit.secrets.iter().map(|secret| secret.kind);
        let changed = kinds.filter(|kind| self.secrets.changed.contains(kind));
        changed.map(|kind| messages::overwrites_stored(kind.label())).collect()
    }

    /// The text in a credential field where nothing is typed.
    pub(super) fn placeholder(&self, part: Part, focused: bool, now_ms: u64) -> String {
        if let Some(unknown) = self.secrets.unknown {
            return unknown.to_owned();
        }
        if self.secrets.is_stored(part) && self.secrets.is_part_removed(part) {
            return messages::REMOVED_WITH_SAVE.to_owned();
        }
        let whole = part.is_whole();
        let stored = match self.secrets.facts(part.kind) {
            Some(facts) if whole => details::credential(part.kind, facts, now_ms),
            Some(facts) if facts.has(part.key) => messages::STORED.to_owned(),
            _ if part.input == Input::Plain => return String::new(),
            _ => {
                return match (focused, part.input) {
                    (true, Input::File) => messages::TYPE_PATH,
                    (true, _) => messages::TYPE_SECRET,
                    (false, _) => messages::NONE_STORED,
                }
                .to_owned();
            }
        };
        if focused && !whole { messages::is_replaced(&stored) } else { stored }
    }

    /// The notes under a credential field: warnings, then hints.
    pub(super) fn notes_of_secret(
        &self,
        field: &'static Field,
        part: Part,
    ) -> (Vec<String>, Vec<String>) {
        let (mut notes, mut hints) = (Vec::new(), Vec::new());
        let left_out = self.secrets.left_out.get(field.path);
        let left_out =
            left_out.and_then(|left| messages::left_out_of_paste(left.around, left.breaks));
        hints.extend(left_out.map(str::to_owned));
        if let Some(input) = self.secrets.input(field).filter(|input| !input.is_empty()) {
            notes.extend(oddities(&self.draft, part, input.text().trim()));
        }
        if self.secrets.changed.contains(&part.kind) && part.key == key::VALUE {
            notes.push(messages::CREDENTIAL_CHANGED.to_owned());
        }
        if part.input == Input::File {
            match &self.secrets.account {
                Some(Ok(account)) => {
                    hints.push(messages::service_account(&account.email, &account.project));
                    notes.extend(account.odd_project(&self.draft));
                }
                Some(Err(why)) if !self.wrong.contains_key(field.path) => notes.push(why.clone()),
                _ => {}
            }
        }
        (notes, hints)
    }

    /// Completions of the typed path in one line; `None` if there are none.
    pub(super) fn offer(&self, field: &Field, room: usize) -> Option<String> {
        if self.focus != Focus::Field(field.path) || !Self::is_path(field) {
            return None;
        }
        let typed = self.typing.text();
        let offered = self.secrets.offered.iter().filter(|path| *path != typed);
        let name = |path: &String| {
            let end = path.trim_end_matches('/').rfind('/').map_or(0, |slash| slash + 1);
            path[end..].to_owned()
        };
        let names: Vec<String> = offered.map(name).collect();
        let line = messages::completions(&names.join("  "));
        (!names.is_empty()).then(|| fit(&line, room).into_owned())
    }
}
