//! Actions on a connection, from a key on the page or an item of the menu.

use std::slice;

use super::applies::{already_default, why_not_on_connection};
use super::choose;
use crate::settings::credential::{CredentialKind, Credentials};
use crate::settings::edit::draft::{Draft, ProbeDraft};
use crate::settings::edit::{ClaudeEdit, Edit};
use crate::settings::redact::redacted;
use crate::settings::sign_in::{LoginProvider, SignInTarget};
use crate::settings::{Connection, ConnectionId};
use crate::tui::component::{Effect, Outcome, View};
use crate::tui::editor::JsonDraft;
use crate::tui::form::Form;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::picker::Picker;
use crate::tui::layers::probe_draft;
use crate::tui::layers::probe_result::Validation;
use crate::tui::layers::prompt::Prompt;
use crate::tui::messages;

pub(crate) fn on_connection(action: Action, id: &ConnectionId, view: &View<'_>) -> Outcome {
    let settings = view.settings();
    let Some(connection) = settings.connection(id) else {
        return Outcome::Ignored;
    };
    if let Some(why) = why_not_on_connection(action, id, view) {
        return why.outcome();
    }
    match action {
        Action::Edit | Action::Activate => edit(id, view),
        Action::SetDefault => set_default(settings.make_default(id), view),
        Action::FlipMidStream => {
            let mode = connection.mid_stream().0.flipped();
            Outcome::one(Effect::Edit(settings.choose_mid_stream(id, mode)))
        }
        Action::Rename => Outcome::push(Prompt::rename(id.clone(), view)),
        Action::Validate => validate(id, connection, view),
        Action::FullTest => full_test(id, connection, view),
        Action::ValidateThroughCraft => validate_through_craft(id, connection, view),
        Action::UseEndpoint => match view.probes.working_endpoint(id, settings) {
            Some(working) => Outcome::Done(vec![
                Effect::Edit(settings.move_endpoint(id, working)),
                Effect::Validate { ids: vec![id.clone()], unencrypted: Vec::new(), is_all: false },
            ]),
            None => Outcome::Ignored,
        },
        Action::ChooseModel => choose::model_of(id, connection, view),
        Action::SignIn => match LoginProvider::of(connection) {
            Ok(provider) => {
                Outcome::one(Effect::OpenSignIn(provider, SignInTarget::Existing(id.clone())))
            }
            Err(_) => Outcome::push(Picker::sign_ins()),
        },
        Action::Duplicate => duplicate(id, connection, view),
        Action::Delete => {
            let Some(edit) = settings.delete(id, view.now_ms) else {
                return Outcome::Ignored;
            };
            let title = messages::delete_one(&connection.display_name());
            let mut lines = settings.consequences_of_delete(id).into_lines();
            lines.push(messages::undo_brings_back(&undo_key(view)));
            ask_to_delete(title, lines, edit, slice::from_ref(id), view)
        }
        Action::Copy => {
            let text = format!("{:#}", redacted(connection.value()));
            Outcome::Done(vec![
                Effect::Copy(text),
                Effect::Toast(messages::copied_json(&connection.display_name())),
            ])
        }
        Action::EditJson => {
            let text = format!("{:#}\n", connection.value());
            Outcome::one(Effect::EditJson(JsonDraft {
                id: id.clone(),
                seen: connection.clone(),
                text,
                position: None,
            }))
        }
        _ => Outcome::Ignored,
    }
}

/// Makes an edit, unless it sets the default that is already set.
pub(super) fn set_default(edit: Edit, view: &View<'_>) -> Outcome {
    let settings = view.settings();
    match &edit {
        Edit::SetDefault { id, .. } if settings.stored_default() == Some(&id.slug) => {
            Outcome::one(Effect::Toast(already_default(id, view)))
        }
        _ => Outcome::one(Effect::Edit(edit)),
    }
}

pub(super) fn undo_key(view: &View<'_>) -> String {
    view.keymap.key_of(KeyContext::Page, Action::Undo)
}

/// Asks whether to delete what the lines are about, and then about the Claude login where nothing
/// else uses it.
pub(super) fn ask_to_delete(
    title: String,
    lines: Vec<String>,
    edit: Edit,
    ids: &[ConnectionId],
    view: &View<'_>,
) -> Outcome {
    let then = if view.settings().are_last_of_claude_login(ids) {
        Effect::push(ask_about_claude_login(edit, view))
    } else {
        Effect::Edit(edit)
    };
    Outcome::push(Confirm::new(title, lines, messages::DELETE, vec![then]))
}

/// Asks whether to delete the Claude login along with the last connection that uses it.
fn ask_about_claude_login(delete: Edit, view: &View<'_>) -> Confirm {
    let title = messages::DELETE_CLAUDE_LOGIN.to_owned();
    let lines = vec![messages::claude_login_unused(&undo_key(view))];
    let both = Edit::All(vec![delete.clone(), Edit::ClaudeLogin(ClaudeEdit::Remove)]);
    let question = Confirm::new(title, lines, messages::DELETE_LOGIN, vec![Effect::Edit(both)]);
    let keep_login = messages::KEEP_LOGIN;
    question.careful(keep_login).or_else(keep_login, vec![Effect::Edit(delete)]).or_neither()
}

/// Duplicates a connection. If it has credentials, asks whether to copy them too.
fn duplicate(id: &ConnectionId, connection: &Connection, view: &View<'_>) -> Outcome {
    let edit = |with_secrets: bool| {
        Effect::Edit(Edit::Duplicate { id: id.clone(), with_secrets, now_ms: view.now_ms })
    };
    let credentials = view.settings().credentials();
    let kinds = credentials.kinds_of(&id.slug).into_iter();
    let mut stored: Vec<&str> = kinds.map(CredentialKind::label).collect();
    if *credentials == Credentials::Unread {
        // A key may be stored.
        stored.push("key");
    }
    if stored.is_empty() || view.settings().why_not_editable(id).is_some() {
        return Outcome::one(edit(false));
    }
    let stored = stored.join(", ");
    let question = Confirm::new(
        messages::duplicate_title(&connection.display_name()),
        std::iter::once(messages::copy_stored(&stored))
            .chain(view.settings().danger_of_copied_login(connection))
            .collect(),
        messages::COPY,
        vec![edit(true)],
    );
    let question = question.or_else(messages::LEAVE_OUT, vec![edit(false)]);
    Outcome::push(question.or_neither())
}

/// Validates a connection; asks first if that would send its secret over plain HTTP.
fn validate(id: &ConnectionId, connection: &Connection, view: &View<'_>) -> Outcome {
    let ask = |unencrypted: Vec<_>| vec![probe(id, unencrypted)];
    validate_by(id, connection, view, &ask)
}

/// Validates a connection, and has Craft's own server test it too.
fn validate_through_craft(id: &ConnectionId, connection: &Connection, view: &View<'_>) -> Outcome {
    let ask = |unencrypted: Vec<_>| {
        let test = Effect::TestThroughCraft(id.clone(), !unencrypted.is_empty());
        vec![probe(id, unencrypted), test]
    };
    validate_by(id, connection, view, &ask)
}

/// Asks before sending a message, which costs a little, and shows the report.
fn full_test(id: &ConnectionId, connection: &Connection, view: &View<'_>) -> Outcome {
    let settings = view.settings();
    let draft = Draft {
        id: Some(id),
        seen: connection,
        draft: connection,
        typed: Vec::new(),
        removed: &[],
    };
    let probe_draft = match draft.probe_draft(settings) {
        Ok(probe_draft) => ProbeDraft { is_full: true, ..probe_draft },
        Err(problems) => {
            let sentences = problems.into_iter().map(|problem| problem.sentence);
            return Outcome::one(Effect::Alert(sentences.collect::<Vec<_>>().join(" ")));
        }
    };
    probe_draft::start_full(id, probe_draft, |probe_draft| {
        Some(Effect::push(Validation::of_saved(id.clone(), probe_draft)))
    })
}

fn probe(id: &ConnectionId, unencrypted: Vec<(ConnectionId, String)>) -> Effect {
    Effect::Validate { ids: vec![id.clone()], unencrypted, is_all: false }
}

fn validate_by(
    id: &ConnectionId,
    connection: &Connection,
    view: &View<'_>,
    ask: &dyn Fn(Vec<(ConnectionId, String)>) -> Vec<Effect>,
) -> Outcome {
    match view.settings().unencrypted_host(connection, view.now_ms) {
        None => Outcome::Done(ask(Vec::new())),
        Some(host) => {
            let lines = vec![messages::goes_unencrypted(&connection.display_name(), host)];
            let title = messages::send_unencrypted(1);
            let agreed = ask(vec![(id.clone(), host.to_owned())]);
            let question = Confirm::new(title, lines, messages::SEND, agreed);
            Outcome::push(question.careful(messages::CANCEL))
        }
    }
}

/// Validates several connections. The person may exclude those that would send their secret over
/// plain HTTP.
pub(super) fn validate_all(ids: &[ConnectionId], view: &View<'_>) -> Outcome {
    let settings = view.settings();
    if ids.is_empty() {
        return Outcome::one(Effect::Toast(messages::NOTHING_TO_VALIDATE.to_owned()));
    }
    let clear = ids.iter().filter_map(|id| {
        let connection = settings.connection(id)?;
        let host = settings.unencrypted_host(connection, view.now_ms)?;
        let message = messages::goes_unencrypted(&connection.display_name(), host);
        Some(((id.clone(), host.to_owned()), message))
    });
    let (unencrypted, lines): (Vec<(ConnectionId, String)>, Vec<String>) = clear.unzip();
    let ask = |unencrypted| Effect::Validate { ids: ids.to_vec(), unencrypted, is_all: true };
    if lines.is_empty() {
        return Outcome::one(ask(Vec::new()));
    }
    let title = messages::send_unencrypted(lines.len());
    let question = Confirm::new(title, lines, messages::SEND, vec![ask(unencrypted)]);
    let others = messages::LEAVE_THESE_OUT;
    Outcome::push(question.careful(others).or_else(others, vec![ask(Vec::new())]).or_neither())
}

pub(super) fn edit(id: &ConnectionId, view: &View<'_>) -> Outcome {
    let Some(seen) = view.settings().connection(id) else {
        return Outcome::Ignored;
    };
    let form = Form::edit(id.clone(), seen.clone());
    let lacks = view.settings().authentication(seen, view.now_ms).is_refused();
    Outcome::push(if lacks { form.at_credential() } else { form })
}
