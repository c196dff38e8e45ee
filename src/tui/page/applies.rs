//! Whether an action applies to the page's selection. Keys, footer and menu all ask here, so none
//! of them offers what another refuses.

use super::choose;
use super::target::PageItem;
use crate::settings::edit::Edit;
use crate::settings::edit::messages::{StateChange, default_sentence};
use crate::settings::sign_in::LoginProvider;
use crate::settings::{ConnectionId, NotEditable};
use crate::tui::component::{Effect, View, WhyNot};
use crate::tui::keymap::{Action, KeyContext, Keymap};
use crate::tui::messages;

/// Why an action doesn't apply to a connection; `None` if it does.
pub(crate) fn why_not_on_connection(
    action: Action,
    id: &ConnectionId,
    view: &View<'_>,
) -> Option<WhyNot> {
    let settings = view.settings();
    let unless_editable = |instead: &dyn Fn(&NotEditable) -> Effect| {
        let why = settings.why_not_editable(id)?;
        Some(WhyNot::instead(instead(&why)).in_menu(why.in_short(), why.to_string()))
    };
    let with_other_keys = |why: &NotEditable| by_field(why, view.keymap);
    // The store refuses these with its own reason after rereading the files: another program may
    // have removed the obstacle by then.
    let refused_by_store = |edit: Edit| move |_: &NotEditable| Effect::Edit(edit.clone());
    match action {
        Action::Edit | Action::Activate | Action::Rename => unless_editable(&with_other_keys),
        Action::SetDefault => {
            let is_default = settings.stored_default() == Some(&id.slug);
            unless_editable(&refused_by_store(settings.make_default(id))).or_else(|| {
                let why = messages::IS_DEFAULT;
                is_default.then(|| WhyNot::toast(already_default(id, view)).in_menu(why, why))
            })
        }
        Action::FlipMidStream => {
            let mode = settings.connection(id)?.mid_stream().0.flipped();
            unless_editable(&refused_by_store(settings.choose_mid_stream(id, mode)))
        }
        Action::Duplicate => unless_editable(&refused_by_store(Edit::Duplicate {
            id: id.clone(),
            with_secrets: false,
            now_ms: view.now_ms,
        })),
        Action::SignIn if view.demo => {
            let why = messages::NOT_IN_THE_DEMO;
            Some(WhyNot::toast(why).in_menu(messages::NOT_IN_THE_DEMO_IN_SHORT, why))
        }
        // Another kind of connection stays as it is: signing in offers a new one.
        Action::SignIn if settings.connection(id)?.login().is_none() => None,
        Action::SignIn => match LoginProvider::of(settings.connection(id)?) {
            Ok(_) => unless_editable(&with_other_keys),
            Err(why) => {
                let short = messages::SIGN_IN_WITH_CRAFT;
                Some(WhyNot::toast(why.clone()).in_menu(short, why))
            }
        },
        Action::ValidateThroughCraft if view.craft.running().is_none() => {
            let why = messages::CRAFT_NOT_RUNNING;
            Some(WhyNot::toast(messages::craft_not_running()).in_menu(why, why))
        }
        Action::UseEndpoint => match view.probes.working_endpoint(id, settings) {
            Some(working) => {
                unless_editable(&refused_by_store(settings.move_endpoint(id, working)))
            }
            None => Some(WhyNot::silent()),
        },
        Action::ChooseModel if view.probes.wants_model(id, settings) => {
            unless_editable(&with_other_keys)
        }
        Action::ChooseModel => Some(WhyNot::toast(messages::MODEL_NOT_WANTED)),
        _ => None,
    }
}

/// The message that a connection is already the default.
pub(super) fn already_default(id: &ConnectionId, view: &View<'_>) -> String {
    let connection = view.settings().connection(id);
    let name = connection.map_or(id.slug.clone().into(), |c| c.display_name());
    default_sentence(&name, StateChange::Unchanged)
}

fn by_field(why: &NotEditable, keymap: &Keymap) -> Effect {
    let key = |action| keymap.key_of(KeyContext::Connection, action);
    let (edit_json, delete) = (key(Action::EditJson), key(Action::Delete));
    Effect::Alert(messages::not_editable_by_field(&why.to_string(), &edit_json, &delete))
}

/// Why an action doesn't apply to the selection; `None` if it does.
pub(super) fn why_not(
    action: Action,
    selected: Option<&PageItem>,
    view: &View<'_>,
) -> Option<WhyNot> {
    match (selected?, action) {
        (PageItem::Connection(id), _) => why_not_on_connection(action, id, view),
        (PageItem::Override(root, setting), Action::Delete) => {
            let is_set = view.settings().workspace(root)?.stored(*setting).is_some();
            // The store reports that nothing changes.
            (!is_set).then(|| WhyNot::instead(choose::cleared(root, *setting, view)))
        }
        _ => None,
    }
}
