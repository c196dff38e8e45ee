//! How deeply a model reasons before it answers.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thinking {
    Off,
    Low,
    /// The middle level; older Craft versions called it `think`.
    Medium,
    High,
    ExtraHigh,
    /// As much as the model supports.
    Max,
}

impl Thinking {
    /// All of them, from the least to the most.
    pub const ALL: [Self; 6] =
        [Self::Off, Self::Low, Self::Medium, Self::High, Self::ExtraHigh, Self::Max];

    /// The level in effect if none is set.
    pub const DEFAULT: Self = Self::Medium;

    /// The stored value.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::ExtraHigh => "xhigh",
            Self::Max => "max",
        }
    }

    /// Craft's label for it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Off => "No Thinking",
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
            Self::ExtraHigh => "Extra High",
            Self::Max => "Max",
        }
    }

    /// The current name of a level: replaces the old one; a name from another version stays.
    pub fn word(value: &str) -> &str {
        Self::from_value(value).map_or(value, |level| level.value())
    }

    /// The level for a stored value; None for a value from another Craft version.
    pub fn from_value(value: &str) -> Option<Self> {
        match value {
            "think" => Some(Self::Medium),
            value => Self::ALL.into_iter().find(|level| level.value() == value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_parse_and_old_word_means_medium() {
        for level in Thinking::ALL {
            assert_eq!(Thinking::from_value(level.value()), Some(level));
        }
        assert_eq!(Thinking::from_value("think"), Some(Thinking::Medium));
        assert_eq!(Thinking::from_value("ultra"), None);
        assert_eq!(["think", "high", "ultra"].map(Thinking::word), ["medium", "high", "ultra"]);
    }
}
