//! What follows saving a connection. One that is new, or changed in a way that affects probes, is
//! validated in the background. A new one on this machine without a model opens the list of its
//! endpoint's models.

use std::sync::Arc;

use super::App;
use super::toast::{Message, MessageKind};
use crate::settings::ConnectionId;
use crate::store::now_ms;
use crate::tui::component::Outcome;
use crate::tui::keymap::{Action, KeyContext};
use crate::tui::layers::fetched_models::Fetch;
use crate::tui::messages;

impl App {
    /// Validates a connection that was just added. If that would send its secret unencrypted, it
    /// stays unvalidated and its row says why.
    pub(super) fn validate_new(&mut self, id: &ConnectionId) {
        let settings = self.store.settings();
        let Some(connection) = settings.connection(id).map(Arc::clone) else {
            return;
        };
        if self.options.demo {
            let validate = self.keymap.key_of(KeyContext::Connection, Action::Validate);
            if let Some(saved) = self.just_saved() {
                saved.more.push(messages::demo_does_not_validate(&validate));
            }
            return;
        }
        // The message and the row already say what it lacks.
        if settings.authentication(&connection, now_ms()).is_refused() {
            return;
        }
        self.start_probes(std::slice::from_ref(id), &[]);
        if connection.needs_a_listed_model() {
            // Show beneath the list, too, that it was saved.
            let saved = self.message.take();
            self.apply(Outcome::push(Fetch::for_saved(id.clone(), connection)));
            self.message = saved;
        }
    }

    /// Revalidates a changed connection. If that needs a confirmation first, nothing happens: its
    /// row says that it was not validated since.
    pub(super) fn validate_changed(&mut self, id: &ConnectionId) {
        let (settings, now_ms) = (self.store.settings(), now_ms());
        let Some(connection) = settings.connection(id).filter(|_| !self.options.demo) else {
            return;
        };
        let is_refused = settings.authentication(connection, now_ms).is_refused();
        if !is_refused && settings.unencrypted_host(connection, now_ms).is_none() {
            self.start_probes(std::slice::from_ref(id), &[]);
        }
    }

    /// The message about a save, while it is shown.
    pub(super) fn just_saved(&mut self) -> Option<&mut Message> {
        let is_saved = |message: &&mut Message| {
            matches!(message.kind, MessageKind::Done | MessageKind::Unfinished)
        };
        self.message.as_mut().filter(is_saved)
    }
}
