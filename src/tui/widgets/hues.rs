//! Colors for a known background. A terminal's owner can redefine its sixteen colors, and few of
//! them are readable on both light and dark. The others of the 256 are the same everywhere, so that
//! their contrast can be measured.

/// The contrast that text needs (WCAG 2, level AA).
pub(crate) const READABLE: f64 = 4.5;

/// The terminal's background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    Dark,
    Light,
}

/// The colors for a background, as indexes into the 256.
#[derive(Debug)]
pub(crate) struct Hues {
    pub good: u8,
    pub warning: u8,
    pub error: u8,
    pub queue: u8,
    pub steer: u8,
    pub accent: u8,
    /// The text of the selection.
    pub selected: u8,
    /// The background of the selection.
    pub ground: u8,
}

const DARK: Hues = Hues {
    good: 114,
    warning: 214,
    error: 210,
    queue: 177,
    steer: 73,
    accent: 75,
    selected: 255,
    ground: 237,
};

const LIGHT: Hues = Hues {
    good: 22,
    warning: 94,
    error: 124,
    queue: 92,
    steer: 23,
    accent: 25,
    selected: 232,
    ground: 254,
};

impl Background {
    pub(crate) const fn hues(self) -> &'static Hues {
        match self {
            Self::Dark => &DARK,
            Self::Light => &LIGHT,
        }
    }

    /// The background whose colors are all readable on `rgb`; none if `rgb` is neither dark nor
    /// light.
    pub(crate) fn of_color(rgb: u32) -> Option<Self> {
        let can_be_read =
            |it: &Self| it.hues().words().iter().all(|hue| contrast(rgb_of(*hue), rgb) >= READABLE);
        [Self::Dark, Self::Light].into_iter().find(can_be_read)
    }
}

impl Hues {
    /// The colors of words and marks outside the selection.
    pub(crate) const fn words(&self) -> [u8; 6] {
        [self.good, self.warning, self.error, self.queue, self.steer, self.accent]
    }
}

/// The color at an index from 16 on, which is the same on every terminal.
pub(crate) fn rgb_of(number: u8) -> u32 {
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * u32::from(step) };
    let [red, green, blue] = match number {
        16..=231 => {
            let index = number - 16;
            [level(index / 36), level(index / 6 % 6), level(index % 6)]
        }
        _ => [8 + 10 * u32::from(number.saturating_sub(232)); 3],
    };
    red << 16 | green << 8 | blue
}

/// The contrast ratio of two colors, from 1 to 21.
pub(crate) fn contrast(one: u32, other: u32) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(rgb: u32) -> f64 {
    let [_, channels @ ..] = rgb.to_be_bytes();
    let linear = channels.map(|channel| {
        let part = f64::from(channel) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    linear[0].mul_add(0.2126, linear[1].mul_add(0.7152, linear[2] * 0.0722))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Common backgrounds: xterm, VS Code, One Dark, Catppuccin, Nord, Solarized, Gruvbox.
    const DARKS: [u32; 8] =
        [0x00_0000, 0x1e_1e1e, 0x28_2c34, 0x1e_1e2e, 0x2e_3440, 0x00_2b36, 0x28_2828, 0x12_1212];
    const LIGHTS: [u32; 4] = [0xff_ffff, 0xfd_f6e3, 0xfb_f1c7, 0xef_f1f5];

    #[test]
    fn every_hue_can_be_read_on_every_background_it_is_for() {
        let sets = [(Background::Dark, &DARKS[..]), (Background::Light, &LIGHTS[..])];
        for (background, colors) in sets {
            for color in colors {
                for hue in background.hues().words() {
                    let contrast = contrast(rgb_of(hue), *color);
                    assert!(contrast >= READABLE, "{hue} on {color:06x}: {contrast}");
                }
                assert_eq!(Background::of_color(*color), Some(background), "{color:06x}");
            }
        }
    }

    #[test]
    fn a_background_between_dark_and_light_has_no_hues() {
        for color in [0x80_8080, 0x60_6060, 0xb0_b0b0, 0xff_0000] {
            assert_eq!(Background::of_color(color), None, "{color:06x}");
        }
    }

    #[test]
    fn color_numbers_match_terminals() {
        let known =
            [(16, 0), (75, 0x5f_afff), (214, 0xff_af00), (231, 0xff_ffff), (237, 0x3a_3a3a)];
        for (number, color) in known {
            assert_eq!(rgb_of(number), color, "{number}");
        }
        assert!((contrast(0, 0xff_ffff) - 21.0).abs() < 0.01);
    }

    #[test]
    fn every_meaning_has_its_own_hue() {
        for hues in [&DARK, &LIGHT] {
            let mut all = hues.words().to_vec();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), hues.words().len());
        }
    }
}
