//! Which switches of config.json are on, and whether this machine has what they need.

use serde_json::Value;

use super::performance::Switch;
use crate::settings::Settings;

impl Settings {
    pub fn stored_switch(&self, switch: Switch) -> Option<&Value> {
        self.root().get(switch.key())
    }

    /// Whether a switch is on; one that is missing is off.
    pub fn is_on(&self, switch: Switch) -> bool {
        self.stored_switch(switch) == Some(&Value::Bool(true))
    }

    /// What a switch needs of this machine, in a few words, and whether that is there; none where
    /// it needs nothing, or that was not looked for.
    pub fn tool_of(&self, switch: Switch) -> Option<(String, bool)> {
        let rtk = self.rtk().filter(|_| switch == Switch::TokenOptimization)?;
        Some((rtk.describe(), rtk.is_usable()))
    }
}
