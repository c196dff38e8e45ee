//! Cost and caching options: switches of config.json, and the tool that one of them needs.

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Switch {
    /// A context of a million tokens, for models that support it.
    ExtendedContext,
    /// A prompt cache that lasts an hour.
    ExtendedPromptCache,
    /// Runs development commands through `rtk`, which shortens their output.
    TokenOptimization,
}

impl Switch {
    /// All of them, in page order.
    pub const ALL: [Self; 3] =
        [Self::ExtendedContext, Self::ExtendedPromptCache, Self::TokenOptimization];

    pub const fn key(self) -> &'static str {
        match self {
            Self::ExtendedContext => "enable1MContext",
            Self::ExtendedPromptCache => "extendedPromptCache",
            Self::TokenOptimization => "rtkEnabled",
        }
    }

    /// Craft's label for it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ExtendedContext => "Extended Context (1M)",
            Self::ExtendedPromptCache => "Extended prompt cache (1 hour)",
            Self::TokenOptimization => "Token Optimization (RTK)",
        }
    }

    /// What it actually does, in one line: Craft 0.10 promises more for the first two.
    pub const fn help(self) -> &'static str {
        match self {
            Self::ExtendedContext => {
                "For Opus 4.7 on Anthropic connections only. Craft 0.10 requests its 1M context even when this is off."
            }
            Self::ExtendedPromptCache => {
                "For Craft Agents Backend connections that speak anthropic-messages. Anthropic connections ignore it."
            }
            Self::TokenOptimization => {
                "Reduce token consumption by 60–90% on common dev commands by routing them through rtk."
            }
        }
    }
}

/// The `rtk` on this machine, as far as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rtk {
    /// Not in `PATH`.
    NotFound,
    /// Found, but it does not print its version.
    Unusable,
    /// Found, with this version.
    Version([u32; 3]),
}

impl Rtk {
    /// The first version that Craft supports.
    const LEAST: [u32; 3] = [0, 23, 0];

    /// Parses the output of `rtk --version`, such as `rtk 0.23.0`.
    pub(crate) fn of_output(printed: &str) -> Self {
        let version = |word: &str| {
            let mut parts = word.trim_start_matches('v').split('.');
            let mut next = || {
                let part = parts.next()?;
                let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
                part[..end].parse().ok()
            };
            Some([next()?, next()?, next()?])
        };
        printed.split_whitespace().find_map(version).map_or(Self::Unusable, Self::Version)
    }

    /// Whether Craft uses it.
    pub fn is_usable(&self) -> bool {
        matches!(self, Self::Version(version) if *version >= Self::LEAST)
    }

    /// Its version; None if unknown.
    pub fn version(&self) -> Option<String> {
        match self {
            Self::Version([major, minor, patch]) => Some(format!("{major}.{minor}.{patch}")),
            Self::NotFound | Self::Unusable => None,
        }
    }

    /// Its state, in a few words.
    pub fn describe(&self) -> String {
        match (self, self.version()) {
            (_, Some(version)) if self.is_usable() => format!("rtk {version}"),
            (_, Some(version)) => {
                let [major, minor, patch] = Self::LEAST;
                format!("rtk {version} is too old, Craft needs {major}.{minor}.{patch}")
            }
            (Self::NotFound, _) => "rtk not found".to_owned(),
            _ => "rtk doesn't print its version".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rtk_needs_a_minimum_version() {
        let described = |printed: &str| {
            let rtk = Rtk::of_output(printed);
            (rtk.is_usable(), rtk.describe())
        };
        assert_eq!(described("rtk 0.23.0\n"), (true, "rtk 0.23.0".to_owned()));
        assert_eq!(described("rtk v1.0.2-beta.1"), (true, "rtk 1.0.2".to_owned()));
        let old = "rtk 0.22.9 is too old, Craft needs 0.23.0".to_owned();
        assert_eq!(described("rtk 0.22.9"), (false, old));
        for printed in ["", "rtk", "rtk 0.23", "rtk x.y.z", "rtk 99999999999.1.1"] {
            assert_eq!(Rtk::of_output(printed), Rtk::Unusable, "{printed:?}");
        }
        assert_eq!(Rtk::NotFound.describe(), "rtk not found");
        assert!(!Rtk::NotFound.is_usable() && !Rtk::Unusable.is_usable());
    }
}
