//! A good config.json in the place of one that cannot be used.

use std::time::SystemTime;

use super::App;
use super::toast::Message;
use crate::store::{GoodCopy, Opened};
use crate::text::age::ago;
use crate::text::capitalised;
use crate::tui::component::{Effect, Outcome};
use crate::tui::layers::confirm::Confirm;

impl App {
    /// The question whether the newest good copy is put back.
    pub(super) fn ask_restore(&self) -> Result<Outcome, String> {
        let Some(why) = self.store.unreadable() else {
            let none = "config.json can be read: nothing to restore".to_owned();
            return Ok(Outcome::one(Effect::Toast(none)));
        };
        if !self.store.can_restore() {
            return Err(capitalised(&format!("{why}. A backup can't take its place.")));
        }
        let copy = self.store.newest_good_copy().map_err(|why| capitalised(&why.to_string()))?;
        let lines =
            vec![describe(&copy), "The text that is there now is kept as a backup.".to_owned()];
        let then = vec![Effect::Restore(Box::new(copy.opened))];
        let question = Confirm::new("Restore config.json?".to_owned(), lines, "Restore", then);
        Ok(Outcome::push(question))
    }

    /// Puts it back, unless the file can be used by now.
    pub(super) fn restore(&mut self, opened: &Opened) -> Result<(), String> {
        self.store.reload(true);
        let restored = if self.store.can_restore() {
            self.save(|store| store.restore(opened)).map_err(|why| capitalised(&why.to_string()))
        } else {
            Err("Not restored: config.json can be read again.".to_owned())
        };
        self.revision += 1;
        restored?;
        (self.message, self.beneath) = (None, None);
        self.show_toast(Message::info("Restored config.json".to_owned()));
        Ok(())
    }
}

/// Which copy it is, how old, and what it has.
fn describe(copy: &GoodCopy) -> String {
    let which = if copy.is_last_read {
        "As last read here".to_owned()
    } else {
        format!("Backup {}", copy.opened.backup.name)
    };
    let age = copy.at.map(|at| SystemTime::now().duration_since(at).unwrap_or_default());
    let age = age.map(|age| format!(", {}", ago(age))).unwrap_or_default();
    let connections = match copy.opened.settings.connections().len() {
        1 => "1 connection".to_owned(),
        n => format!("{n} connections"),
    };
    format!("{which}{age}: {connections}.")
}
