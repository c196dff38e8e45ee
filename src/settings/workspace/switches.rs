//! Which switches of config.json are on, and whether this machine has what they need.

use serde_json::Value;

use super::performance::Switch;
use crate::settings::Settings;

impl Settings {
    pub fn stored_switch(&self, switch: Switch) -> Option<&Value> {
        self.root().get(switch.key())
    }

    /// Whether a switch is on; a missing one is off.
    pub fn is_on(&self, switch: Switch) -> bool {
        self.stored_switch(switch) == Some(&Value::Bool(true))
    }

    /// The tool that a switch needs on this machine, in a few words, and whether it is usable; None
    /// if it needs none, or the tool was not searched for.
    pub(crate) fn tool_of(&self, switch: Switch) -> Option<(String, bool)> {
        let rtk = self.rtk().filter(|_| switch == Switch::TokenOptimization)?;
        Some((rtk.describe(), rtk.is_usable()))
    }
}
