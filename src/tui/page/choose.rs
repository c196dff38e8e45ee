//! Choosing what new chats start with: the pickers, and the edits that a choice makes.

use super::target::PageItem;
use crate::settings::connection::models::offered::ModelOffer;
use crate::settings::edit::{Edit, Global, OverrideEdit};
use crate::settings::workspace::defaults::Setting;
use crate::settings::workspace::performance::Switch;
use crate::settings::workspace::thinking::Thinking;
use crate::settings::{Connection, ConnectionId, Workspace};
use crate::tui::component::{Answer, Effect, Outcome, View};
use crate::tui::layers::picker::{Item, Picker};
use crate::tui::messages;

/// The picker for a global default.
pub(super) fn default(setting: Setting, view: &View<'_>) -> Outcome {
    let settings = view.settings();
    let Some(connection) = settings.default_connection() else {
        return Outcome::Ignored;
    };
    let edit = default_edit(setting, view);
    let answer = move |value| Answer::Edit(Box::new(edit(value)));
    let title = messages::default_title(setting.label());
    Outcome::push(match setting {
        Setting::Connection => connections(&title, None, settings.stored_default(), answer, view),
        Setting::Model => {
            let offered = offered(connection, view);
            let selected = connection.text("defaultModel");
            let title = messages::default_model_title(setting.label(), &connection.display_name());
            Picker::models(&title, messages::NO_MODEL, offered, selected, answer)
        }
        Setting::Thinking => {
            let stored = settings.stored_thinking().and_then(|value| value.as_str());
            // If none is set, or one that Craft doesn't know, Craft's own default is in effect.
            let known = stored.filter(|word| Thinking::from_value(word).is_some());
            levels(&title, None, known.or(Some(Thinking::DEFAULT.value())), answer)
        }
    })
}

/// The picker for a connection's model, including the models its endpoint has listed.
pub(super) fn model_of(id: &ConnectionId, connection: &Connection, view: &View<'_>) -> Outcome {
    let (id, before) = (id.clone(), connection.get("defaultModel").cloned());
    let answer = move |model| {
        let (id, before) = (id.clone(), before.clone());
        Answer::Edit(Box::new(Edit::SetDefaultModel { id, before, model }))
    };
    let title = messages::default_model_title(Setting::Model.label(), &connection.display_name());
    let selected = connection.text("defaultModel");
    let offered = offered(connection, view);
    Outcome::push(Picker::models(&title, messages::NO_MODEL, offered, selected, answer))
}

/// The list of all connections; picking one flips its mode.
pub(super) fn mid_stream(view: &View<'_>) -> Outcome {
    let settings = view.settings();
    let item = |position: usize| {
        let connection = &settings.connections()[position];
        let mode = connection.mid_stream().0;
        let edit = settings.choose_mid_stream(&settings.id_at(position), mode.flipped());
        let note = messages::flips_mode(mode, mode.flipped());
        Item::new(connection.display_name(), note, Answer::Edit(Box::new(edit)))
    };
    let items: Vec<Item> = editable(view).map(item).collect();
    if items.is_empty() {
        return Outcome::one(Effect::Toast(messages::NOTHING_TO_FLIP.to_owned()));
    }
    Outcome::push(Picker::new(messages::FLIP_MID_STREAM, items, None, None))
}

/// The positions of the connections that can be edited, in page order. One without a slug, or with
/// a duplicate one, can't be identified by it.
fn editable<'v>(view: &View<'v>) -> impl Iterator<Item = usize> + use<'v> {
    let settings = view.settings();
    let all = settings.display_order().into_iter();
    all.filter(|position| settings.why_not_editable(&settings.id_at(*position)).is_none())
}

/// The picker for a workspace's override, or the reason why it can't change.
fn override_of(root: &str, setting: Setting, view: &View<'_>) -> Outcome {
    let settings = view.settings();
    let Some(workspace) = settings.workspace(root) else {
        return Outcome::Ignored;
    };
    if let Some(why) = workspace.why_not_editable() {
        return Outcome::one(Effect::Alert(not_editable(workspace, &why)));
    }
    let stored = workspace.stored(setting).and_then(|value| value.as_str());
    let edit = override_edit(root, setting, view);
    let answer = move |value| Answer::Edit(Box::new(edit(value)));
    let title = messages::override_title(setting.label(), &workspace.name());
    Outcome::push(match setting {
        Setting::Connection => {
            connections(&title, Some(messages::USE_DEFAULT), stored, answer, view)
        }
        Setting::Model => {
            let offered = settings.connection_of(workspace);
            let offered = offered.map(|connection| self::offered(connection, view));
            let offered = offered.unwrap_or_default();
            Picker::models(&title, messages::USE_DEFAULT, offered, stored, answer)
        }
        Setting::Thinking => levels(&title, Some(messages::USE_DEFAULT), stored, answer),
    })
}

/// The message why a workspace's overrides can't change.
pub(super) fn not_editable(workspace: &Workspace, why: &str) -> String {
    messages::workspace_not_editable(&workspace.name(), why)
}

/// The models to choose from, including those the endpoint has listed.
fn offered(connection: &Connection, view: &View<'_>) -> Vec<ModelOffer> {
    let id = ConnectionId::first(connection.slug());
    connection.offered_models_with(view.probes.listed(Some(&id), connection))
}

fn connections(
    title: &str,
    unset: Option<(&str, &str)>,
    stored: Option<&str>,
    answer: impl Fn(Option<String>) -> Answer,
    view: &View<'_>,
) -> Picker {
    let settings = view.settings();
    let item = |position: usize| {
        let connection = &settings.connections()[position];
        let answer = answer(Some(connection.slug().to_owned()));
        let item = Item::new(connection.display_name(), connection.description(), answer);
        (item, stored == Some(connection.slug()))
    };
    picker(title, unset.map(|unset| (unset, answer(None))), editable(view).map(item))
}

fn levels(
    title: &str,
    unset: Option<(&str, &str)>,
    stored: Option<&str>,
    answer: impl Fn(Option<String>) -> Answer,
) -> Picker {
    let stored = stored.and_then(Thinking::from_value);
    let item = |level: Thinking| {
        let answer = answer(Some(level.value().to_owned()));
        (Item::new(level.label(), level.value(), answer), stored == Some(level))
    };
    let all = Thinking::ALL.into_iter().map(item);
    picker(title, unset.map(|unset| (unset, answer(None))), all)
}

/// A picker of these items behind one that unsets the value; one of them may be in effect.
fn picker(
    title: &str,
    unset: Option<((&str, &str), Answer)>,
    items: impl Iterator<Item = (Item, bool)>,
) -> Picker {
    let unset = unset.map(|((label, note), answer)| Item::new(label, note, answer));
    let all = unset.map(|item| (item, false)).into_iter().chain(items);
    let (all, in_effect): (Vec<Item>, Vec<bool>) = all.unzip();
    let selected = in_effect.iter().position(|is| *is);
    Picker::new(title, all, None, selected)
}

/// Makes the edit for a chosen global default, against the current values.
fn default_edit(setting: Setting, view: &View<'_>) -> impl Fn(Option<String>) -> Edit + 'static {
    let settings = view.settings();
    let default = settings.stored_default().map(str::to_owned);
    let position = settings.default_position();
    let id = position.map_or_else(|| ConnectionId::first(""), |position| settings.id_at(position));
    let model = settings.default_connection();
    let model = model.and_then(|c| c.get("defaultModel").cloned());
    let thinking = settings.stored_thinking().cloned();
    move |value| match setting {
        Setting::Connection => Edit::SetDefault {
            id: ConnectionId::first(value.unwrap_or_default()),
            before: default.clone(),
        },
        Setting::Model => {
            Edit::SetDefaultModel { id: id.clone(), before: model.clone(), model: value }
        }
        Setting::Thinking => Edit::SetGlobal {
            global: Global::Thinking,
            before: thinking.clone(),
            after: value.map(Into::into),
        },
    }
}

/// Makes the edit that sets or clears a workspace's override, against the current values.
fn override_edit(
    workspace: &str,
    setting: Setting,
    view: &View<'_>,
) -> impl Fn(Option<String>) -> Edit + 'static {
    let settings = view.settings();
    let edit = OverrideEdit {
        drop_empty: view.store.made_defaults_of(workspace),
        ..settings.override_in(workspace, setting, None, view.now_ms)
    };
    move |after| {
        let edit = edit.clone();
        Edit::SetOverride(OverrideEdit { after, ..edit })
    }
}

/// The edit that clears a workspace's override.
pub(super) fn cleared(workspace: &str, setting: Setting, view: &View<'_>) -> Effect {
    Effect::Edit(override_edit(workspace, setting, view)(None))
}

pub(super) fn toggled(switch: Switch, view: &View<'_>) -> Outcome {
    let settings = view.settings();
    let on = !settings.is_on(switch);
    Outcome::one(Effect::Edit(settings.turn(switch, Some(on))))
}

/// The main action on one of the new-chat settings.
pub(super) fn open(item: &PageItem, view: &View<'_>) -> Outcome {
    match item {
        PageItem::Default(setting) => default(*setting, view),
        PageItem::Override(root, setting) => override_of(root, *setting, view),
        PageItem::Switch(switch) => toggled(*switch, view),
        PageItem::Workspace(_)
        | PageItem::Connection(_)
        | PageItem::Add
        | PageItem::FirstStep(_) => Outcome::Ignored,
    }
}
