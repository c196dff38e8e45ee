//! The credentials in the form: what was typed of them, masked, beside what is stored already and
//! never shown.

use std::collections::HashMap;

use super::{Focus, Form};
use crate::settings::connection::faults::FieldError;
use crate::settings::connection::fields::{Field, Kind};
use crate::settings::connection::object::Connection;
use crate::settings::credential::fields::{Input, Part, SECRET_FIELDS};
use crate::settings::credential::key_mismatch::oddities;
use crate::settings::credential::login::Login;
use crate::settings::credential::save::Fields;
use crate::settings::credential::service_account::ServiceAccount;
use crate::settings::credential::{CredentialKind, Credentials, Facts, key};
use crate::settings::edit::Edit;
use crate::settings::secret::Secret;
use crate::system::path_completion::{PathQuery, Seen, common_prefix};
use crate::tui::component::View;
use crate::tui::details;
use crate::tui::effect::{Effect, Outcome};
use crate::tui::widgets::cursor::Move;
use crate::tui::widgets::secret_field::{Omitted, SecretInput};
use crate::tui::widgets::text_field::TextField;

/// What was typed of the credentials, and what is known of those that are stored.
#[derive(Default)]
pub struct Secrets {
    masked: HashMap<&'static str, SecretInput>,
    /// What is typed in plain sight.
    plain: HashMap<&'static str, String>,
    /// What the last paste into a field left out.
    pub(super) left_out: HashMap<&'static str, Omitted>,
    /// The kinds whose stored credential goes with the save.
    removed: Vec<CredentialKind>,
    /// Whether the stored session token goes, and the rest of its key stays.
    token_removed: bool,
    /// Whether the focused field shows what was typed.
    pub(super) revealed: bool,
    /// What the path that is typed may go on to.
    pub(super) offered: Vec<String>,
    /// What the typed path, or the pasted text, is.
    account: Option<Result<ServiceAccount, String>>,
    /// What is stored for the connection, as it was when the form last looked.
    stored: HashMap<CredentialKind, Facts>,
    /// The login that chats use, where that is not kept for the connection alone.
    login: Option<Facts>,
    /// The kinds that another program has changed since the form opened.
    changed: Vec<CredentialKind>,
    /// Whether the form has looked at all.
    looked: bool,
    /// Why nobody knows what is stored; none where it is known.
    unknown: Option<&'static str>,
}

/// What a service account's field shows when its text was pasted.
const PASTED: &str = "(pasted)";

impl Secrets {
    /// What is stored of a kind; none where there is nothing, or nobody knows.
    pub(super) fn facts(&self, kind: CredentialKind) -> Option<&Facts> {
        let login = self.login.as_ref().filter(|_| kind == CredentialKind::OAuth);
        login.or_else(|| self.stored.get(&kind))
    }

    /// The text of a field that is typed in plain sight.
    pub(super) fn plain_text(&self, field: &Field, part: Part) -> String {
        let typed = self.plain.get(field.path).cloned();
        let stored = || match part.key {
            key::AWS_REGION => self.facts(part.kind)?.aws_region.clone(),
            _ => None,
        };
        typed.or_else(stored).unwrap_or_default()
    }

    /// A text comes into a masked field from elsewhere.
    pub(super) fn take_input(&mut self, field: &'static Field, input: SecretInput) {
        self.left_out.remove(field.path);
        self.masked.insert(field.path, input);
    }

    /// The text of a service account comes from elsewhere.
    pub(super) fn take_account(
        &mut self,
        field: &'static Field,
        account: Result<ServiceAccount, String>,
    ) {
        self.account = Some(account);
        self.plain.insert(field.path, PASTED.to_owned());
    }

    /// What was typed into a masked field.
    pub(super) fn input(&self, field: &Field) -> Option<&SecretInput> {
        self.masked.get(field.path)
    }

    /// Whether nothing was typed into a masked field.
    pub(super) fn is_blank(&self, field: &Field) -> bool {
        self.input(field).is_none_or(SecretInput::is_empty)
    }

    /// Whether all that is stored of a kind goes with the save.
    fn is_removed(&self, kind: CredentialKind) -> bool {
        self.removed.contains(&kind)
    }

    /// Whether anything secret was typed of a kind: then that replaces what is stored, and nothing
    /// is removed.
    fn types_another(&self, kind: CredentialKind) -> bool {
        let of_kind = SECRET_FIELDS.iter().filter(|field| {
            let part = field.secret();
            part.is_some_and(|part| part.kind == kind && part.input == Input::Masked)
        });
        of_kind.into_iter().any(|field| !self.is_blank(field))
            || kind == CredentialKind::ServiceAccount && self.account.is_some()
    }

    /// Whether what is stored of a part goes with the save.
    pub(super) fn is_part_removed(&self, part: Part) -> bool {
        self.is_removed(part.kind) && !self.types_another(part.kind)
            || part.goes_alone() && self.token_removed
    }

    /// Whether there is something to remove of a part.
    pub(super) fn is_stored(&self, part: Part) -> bool {
        let facts = self.facts(part.kind);
        facts.is_some_and(|facts| !part.goes_alone() || facts.has(part.key))
    }

    /// Takes up what is stored for a connection, and notes what another program has changed of it.
    fn look(&mut self, credentials: &Credentials, connection: &Connection, is_new: bool) {
        self.unknown = match credentials {
            Credentials::Unread => Some("…"),
            Credentials::Unusable { .. } => Some("unknown: credentials.enc cannot be used"),
            Credentials::Known(_) => None,
        };
        if *credentials == Credentials::Unread {
            return;
        }
        let slug = connection.slug();
        let is_claude = connection.login() == Some(Login::Claude);
        self.login = credentials.claude_login().filter(|_| is_claude).cloned();
        let kinds = CredentialKind::ALL.into_iter();
        let found = kinds.filter_map(|kind| Some((kind, credentials.of(kind, slug)?.clone())));
        let before = std::mem::replace(&mut self.stored, found.collect());
        if !std::mem::replace(&mut self.looked, true) || is_new || self.unknown.is_some() {
            return;
        }
        for kind in CredentialKind::ALL {
            let stamp = |facts: Option<&Facts>| facts.map(|facts| facts.stamp);
            let same = stamp(before.get(&kind)) == stamp(self.stored.get(&kind));
            if !same && !self.changed.contains(&kind) {
                self.changed.push(kind);
            }
        }
    }

    /// What was typed of the credential that a connection needs.
    fn typed(&self, draft: &Connection) -> Fields {
        let mut typed = Fields::new();
        for field in SECRET_FIELDS.iter().filter(|f| (f.applies)(draft)) {
            let Kind::Secret(part) = field.kind else {
                continue;
            };
            match part.input {
                Input::Masked => {
                    let input = self.input(field).filter(|input| !input.is_empty());
                    if let Some(input) = input {
                        typed.push((part.key, Some(input.secret())));
                    } else if part.goes_alone() && self.token_removed {
                        typed.push((part.key, None));
                    }
                }
                Input::Plain => typed.extend(self.typed_plain(field, part)),
                Input::File => {
                    if let Some(Ok(account)) = &self.account {
                        typed.extend(account.fields());
                    }
                }
            }
        }
        typed
    }

    fn typed_plain(&self, field: &Field, part: Part) -> Option<(&'static str, Option<Secret>)> {
        let text = self.plain.get(field.path)?.trim();
        let stored = self.facts(part.kind).and_then(|facts| facts.aws_region.as_deref());
        let secret = (!text.is_empty()).then(|| Secret::new(text.to_owned()));
        (text != stored.unwrap_or_default()).then_some((part.key, secret))
    }
}

impl Form {
    /// Whether what is typed in a field is masked.
    pub(super) fn is_masked(field: &Field) -> bool {
        field.secret().is_some_and(|part| part.input == Input::Masked)
    }

    /// Whether a field is a path, which can be completed.
    pub(super) fn is_path(field: &Field) -> bool {
        matches!(field.kind, Kind::Path)
            || field.secret().is_some_and(|part| part.input == Input::File)
    }

    /// What was typed into the focused field, where it is masked.
    pub(super) fn focused_input(&mut self) -> Option<&mut SecretInput> {
        let field = self.focused().filter(|f| Self::is_masked(f))?;
        Some(self.secrets.masked.entry(field.path).or_default())
    }

    /// Takes up what is stored for the connection.
    pub(super) fn reload_credentials(&mut self, view: &View<'_>) {
        let is_new = self.is_new();
        let credentials = view.settings().credentials();
        self.secrets.look(credentials, &self.draft, is_new);
    }

    /// A text was pasted into a masked field.
    pub(super) fn paste_secret(&mut self, text: &str) {
        let Some(field) = self.focused() else { return };
        self.wrong.remove(field.path);
        if let Some(input) = self.focused_input() {
            let left_out = input.paste(text);
            let kept = !input.is_empty();
            self.secrets.left_out.remove(field.path);
            if kept {
                self.secrets.left_out.insert(field.path, left_out);
            }
        }
    }

    /// A text was typed in plain sight that belongs to a credential.
    pub(super) fn take_plain(&mut self, field: &'static Field, part: Part) {
        self.wrong.remove(field.path);
        let text = self.typing.text().to_owned();
        self.secrets.plain.insert(field.path, text);
        if part.input == Input::File {
            self.secrets.account = None;
        }
    }

    /// A text was pasted into the field of a service account; what becomes of it, where it is no
    /// path.
    pub(super) fn paste_account(&mut self, text: &str) -> Option<Outcome> {
        let is_account = |f: &&Field| f.secret().is_some() && Self::is_path(f);
        let field = self.focused().filter(is_account)?;
        let text = text.trim().trim_start_matches('\u{feff}');
        if text.starts_with('{') {
            self.wrong.remove(field.path);
            let account = ServiceAccount::parse(Secret::new(text.to_owned()));
            self.secrets.take_account(field, account);
            self.typing = TextField::new(PASTED);
            return Some(Outcome::taken());
        }
        // A piece of the file would stand there in plain sight.
        let no_path = text.contains(['\n', '\r', '"']) || text.contains("PRIVATE KEY");
        no_path.then(|| {
            let describe =
                "That is no path: paste the whole text of the file, from { to }, or type its path";
            Outcome::one(Effect::Toast(describe.to_owned()))
        })
    }

    /// After a key in a path: what it may go on to, and what is there.
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

    /// What is at the path that is being typed.
    pub(super) fn take_seen(&mut self, seen: Seen) {
        let is_it = self.focused().is_some_and(Self::is_path);
        if !is_it || self.typing.text().trim() != seen.typed {
            return;
        }
        self.secrets.offered = seen.offered;
        if seen.account.is_some() {
            self.secrets.account = seen.account;
        }
    }

    /// The path that is typed with what it goes on to, as far as there is only one way; none where
    /// there are several at once.
    pub(super) fn further(&self) -> Option<&str> {
        let common = common_prefix(&self.secrets.offered);
        (common.len() > self.typing.text().len()).then_some(common)
    }

    /// Goes on with the path as far as there is only one way.
    pub(super) fn complete_path(&mut self, view: &View<'_>) -> Outcome {
        let Some(further) = self.further() else {
            return Outcome::taken();
        };
        self.typing = TextField::new(further);
        self.commit_typed(view);
        self.request_completion()
    }

    /// Goes on with the path, or to the next field where there is nothing to go on with.
    pub(super) fn complete_or_go_on(&mut self, view: &View<'_>) -> Outcome {
        if self.further().is_some() {
            return self.complete_path(view);
        }
        self.go(Move::Down, view);
        Outcome::taken()
    }

    /// Shows what was typed into the focused field, or masks it again.
    pub(super) fn reveal(&mut self) -> Outcome {
        let Some(field) = self.focused().filter(|f| Self::is_masked(f)) else {
            return Outcome::Ignored;
        };
        if self.secrets.is_blank(field) {
            let never = "What is stored is never shown; what you type can be";
            return Outcome::one(Effect::Toast(never.to_owned()));
        }
        self.secrets.revealed = !self.secrets.revealed;
        Outcome::taken()
    }

    /// What is stored of the focused field goes with the save, or stays after all.
    pub(super) fn remove_secret(&mut self) -> Outcome {
        let Some((field, part)) = self.focused().and_then(|f| Some((f, f.secret()?))) else {
            return Outcome::Ignored;
        };
        if !self.secrets.is_stored(part) {
            let nothing = match self.secrets.unknown {
                Some(_) => "Nobody knows what is stored: credentials.enc cannot be used",
                None => "Nothing is stored to remove",
            };
            return Outcome::one(Effect::Toast(nothing.to_owned()));
        }
        let alone = part.goes_alone() && self.secrets.is_blank(field);
        if self.secrets.types_another(part.kind) && !alone {
            let instead = "What you typed replaces what is stored: empty it to remove that";
            return Outcome::one(Effect::Toast(instead.to_owned()));
        }
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

    /// Whether anything was typed of a credential, or one is to go.
    pub(super) fn has_typed_secrets(&self) -> bool {
        let kind = CredentialKind::of_auth(self.draft.auth_type());
        !self.secrets.typed(&self.draft).is_empty()
            || kind.is_some_and(|kind| self.secrets.is_removed(kind))
            || self.problem_of_account().is_some()
            || self.secrets.masked.values().any(|input| !input.is_empty())
    }

    /// What was typed and is not stored, since the authentication is another one by now, in
    /// sentences.
    pub(super) fn typed_in_vain(&self) -> Vec<String> {
        let fields = SECRET_FIELDS.iter();
        let vain = fields.filter(|f| !(f.applies)(&self.draft) && !self.secrets.is_blank(f));
        let describe = vain
            .map(|f| format!("Not stored: {}, which this authentication does not use.", f.label));
        describe.collect()
    }

    /// What is wrong with the service account that was named.
    pub(super) fn problem_of_account(&self) -> Option<FieldError> {
        let applies = |f: &&Field| (f.applies)(&self.draft) && Self::is_path(f);
        let field = SECRET_FIELDS.iter().find(applies)?;
        let typed = self.secrets.plain.get(field.path)?.trim();
        let sentence = match &self.secrets.account {
            Some(Ok(_)) => return None,
            Some(Err(why)) => why.clone(),
            None if typed.is_empty() => return None,
            None => {
                "No file is there: give the path of the JSON file, such as ~/keys/project.json."
                    .to_owned()
            }
        };
        Some(FieldError { path: field.path, sentence })
    }

    /// What was typed of the credential that the draft needs.
    pub(super) fn typed_secrets(&self) -> Fields {
        self.secrets.typed(&self.draft)
    }

    /// The kinds whose stored credential is to go.
    pub(super) fn removed_secrets(&self) -> &[CredentialKind] {
        &self.secrets.removed
    }

    /// What another program has stored since the form opened, and an edit writes over, in
    /// sentences.
    pub(super) fn overwritten_secrets(&self, edit: &Edit) -> Vec<String> {
        let Edit::Secrets(edit) = edit else {
            return Vec::new();
        };
        let kinds = edit.secrets.iter().map(|secret| secret.kind);
        let changed = kinds.filter(|kind| self.secrets.changed.contains(kind));
        let describe = changed.map(|kind| {
            let label = kind.label();
            format!(
                "Another program has changed its stored {label} meanwhile, and this replaces it."
            )
        });
        describe.collect()
    }

    /// What stands in a field of a credential where nothing is typed.
    pub(super) fn placeholder(&self, part: Part, focused: bool, now: u64) -> String {
        if let Some(unknown) = self.secrets.unknown {
            return unknown.to_owned();
        }
        if self.secrets.is_stored(part) && self.secrets.is_part_removed(part) {
            return "is removed when you save".to_owned();
        }
        let whole = part.input == Input::File || part.kind == CredentialKind::OAuth;
        let describe = match self.secrets.facts(part.kind) {
            Some(facts) if whole => details::credential(part.kind, facts, now),
            Some(facts) if facts.has(part.key) => "stored".to_owned(),
            _ if part.input == Input::Plain => return String::new(),
            _ => {
                return match (focused, part.input) {
                    (true, Input::File) => "type its path, or paste its text",
                    (true, _) => "type or paste it",
                    (false, _) => "none stored",
                }
                .to_owned();
            }
        };
        if focused && !whole { format!("{describe}; what you type replaces it") } else { describe }
    }

    /// What is to be said under a field of a credential: warnings first, then what only helps.
    pub(super) fn notes_of_secret(
        &self,
        field: &'static Field,
        part: Part,
    ) -> (Vec<String>, Vec<String>) {
        let (mut notes, mut hints) = (Vec::new(), Vec::new());
        let left_out = self.secrets.left_out.get(field.path);
        hints.extend(left_out.and_then(|left| left.describe()));
        if let Some(input) = self.secrets.input(field).filter(|input| !input.is_empty()) {
            notes.extend(oddities(&self.draft, part, input.text().trim()));
        }
        if self.secrets.changed.contains(&part.kind) && part.key == key::VALUE {
            notes.push("Another program has changed what is stored.".to_owned());
        }
        if part.input == Input::File {
            match &self.secrets.account {
                Some(Ok(account)) => {
                    let (email, project) = (&account.email, &account.project);
                    hints.push(format!("Service account {email} of {project}."));
                    notes.extend(account.odd_project(&self.draft));
                }
                Some(Err(why)) if !self.wrong.contains_key(field.path) => notes.push(why.clone()),
                _ => {}
            }
        }
        (notes, hints)
    }

    /// What the path that is typed may go on to, in one line; none where there is nothing to
    /// choose.
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
        let line = format!("→ {}", names.join("  "));
        (!names.is_empty()).then(|| crate::tui::widgets::text::fit(&line, room).into_owned())
    }
}
