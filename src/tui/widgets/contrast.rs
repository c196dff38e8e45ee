//! Tests that text is readable on palettes in common use.

use ratatui::style::{Color, Modifier, Style};

use super::{Background, Theme};
use crate::tui::widgets::hues::{self, READABLE};

/// The contrast for a mark or a line that only repeats what its shape or words already say.
const VISIBLE: f64 = 3.0;

/// A palette: its sixteen colors, and its default background and foreground.
struct Palette {
    name: &'static str,
    colors: [u32; 16],
    background: u32,
    foreground: u32,
}

const XTERM: [u32; 16] = [
    0x00_0000, 0xcd_0000, 0x00_cd00, 0xcd_cd00, 0x00_00ee, 0xcd_00cd, 0x00_cdcd, 0xe5_e5e5,
    0x7f_7f7f, 0xff_0000, 0x00_ff00, 0xff_ff00, 0x5c_5cff, 0xff_00ff, 0x00_ffff, 0xff_ffff,
];

const VSCODE_DARK: [u32; 16] = [
    0x00_0000, 0xcd_3131, 0x0d_bc79, 0xe5_e510, 0x24_72c8, 0xbc_3fbc, 0x11_a8cd, 0xe5_e5e5,
    0x66_6666, 0xf1_4c4c, 0x23_d18b, 0xf5_f543, 0x3b_8eea, 0xd6_70d6, 0x29_b8db, 0xe5_e5e5,
];

const VSCODE_LIGHT: [u32; 16] = [
    0x00_0000, 0xcd_3131, 0x00_bc00, 0x94_9800, 0x04_51a5, 0xbc_05bc, 0x05_98bc, 0x55_5555,
    0x66_6666, 0xcd_3131, 0x14_ce14, 0xb5_ba00, 0x04_51a5, 0xbc_05bc, 0x05_98bc, 0xa5_a5a5,
];

const SOLARIZED: [u32; 16] = [
    0x07_3642, 0xdc_322f, 0x85_9900, 0xb5_8900, 0x26_8bd2, 0xd3_3682, 0x2a_a198, 0xee_e8d5,
    0x00_2b36, 0xcb_4b16, 0x58_6e75, 0x65_7b83, 0x83_9496, 0x6c_71c4, 0x93_a1a1, 0xfd_f6e3,
];

const PALETTES: [Palette; 6] = [
    Palette { name: "xterm", colors: XTERM, background: 0, foreground: 0xe5_e5e5 },
    Palette { name: "xterm on white", colors: XTERM, background: 0xff_ffff, foreground: 0 },
    Palette {
        name: "VS Code dark",
        colors: VSCODE_DARK,
        background: 0x1e_1e1e,
        foreground: 0xcc_cccc,
    },
    Palette {
        name: "VS Code light",
        colors: VSCODE_LIGHT,
        background: 0xff_ffff,
        foreground: 0x33_3333,
    },
    Palette {
        name: "Solarized dark",
        colors: SOLARIZED,
        background: 0x00_2b36,
        foreground: 0x83_9496,
    },
    Palette {
        name: "Solarized light",
        colors: SOLARIZED,
        background: 0xfd_f6e3,
        foreground: 0x65_7b83,
    },
];

impl Palette {
    fn of(&self, color: Option<Color>, unset: u32) -> u32 {
        match color {
            None | Some(Color::Reset) => unset,
            Some(Color::Indexed(number @ 16..)) => hues::rgb_of(number),
            Some(color) => self.colors[index_of(color)],
        }
    }

    /// The contrast of a style; none if the style leaves both colors to the palette, because the
    /// palette's author chose that contrast.
    fn contrast(&self, style: Style) -> Option<f64> {
        let set = |color: Option<Color>| color.is_some_and(|color| color != Color::Reset);
        if !set(style.fg) && !set(style.bg) {
            return None;
        }
        let fg = self.of(style.fg, self.foreground);
        let bg = self.of(style.bg, self.background);
        Some(hues::contrast(fg, bg))
    }
}

fn index_of(color: Color) -> usize {
    use Color::{
        Black, Blue, Cyan, DarkGray, Gray, Green, LightBlue, LightCyan, LightGreen, LightMagenta,
        LightRed, LightYellow, Magenta, Red, White, Yellow,
    };
    let all = [
        Black,
        Red,
        Green,
        Yellow,
        Blue,
        Magenta,
        Cyan,
        Gray,
        DarkGray,
        LightRed,
        LightGreen,
        LightYellow,
        LightBlue,
        LightMagenta,
        LightCyan,
        White,
    ];
    all.iter().position(|other| *other == color).expect("one of the terminal's own sixteen")
}

fn words(theme: Theme) -> [(&'static str, Style); 14] {
    [
        ("title", theme.title()),
        ("strong", theme.strong()),
        ("badge", theme.badge()),
        ("selected", theme.selected()),
        ("selected cell", theme.selected_cell()),
        ("steer", theme.steer()),
        ("queue", theme.queue()),
        ("matched", theme.matched()),
        ("button", theme.button()),
        ("good", theme.good()),
        ("warning", theme.warning()),
        ("error", theme.error()),
        ("key", theme.key()),
        ("plain", Style::new()),
    ]
}

#[test]
fn words_can_be_read_on_every_palette() {
    for palette in PALETTES {
        for (name, style) in words(Theme::new(true)) {
            let contrast = palette.contrast(style);
            assert!(
                contrast.is_none_or(|contrast| contrast >= READABLE),
                "{name} on {}: {contrast:?}",
                palette.name
            );
            assert!(!style.add_modifier.contains(Modifier::DIM), "{name} is dim");
        }
    }
}

#[test]
fn signs_and_lines_stand_out_on_every_palette() {
    let theme = Theme::new(true);
    let signs = [
        ("accent", theme.accent()),
        ("good", theme.good_mark()),
        ("warning", theme.warning_mark()),
        ("error", theme.error_mark()),
    ];
    for palette in PALETTES {
        for (name, style) in signs {
            let contrast = palette.contrast(style);
            assert!(
                contrast.is_none_or(|contrast| contrast >= VISIBLE),
                "{name} on {}: {contrast:?}",
                palette.name
            );
        }
    }
}

#[test]
fn hues_can_be_read_on_the_palettes_they_are_for_and_so_can_what_is_selected() {
    for palette in PALETTES {
        let background = Background::of_color(palette.background).expect("dark or light");
        let theme = Theme::new(true).on(Some(background));
        let mut all = words(theme).to_vec();
        all.extend([
            ("accent", theme.accent()),
            ("bar", theme.bar()),
            ("good mark", theme.good_mark()),
            ("warning mark", theme.warning_mark()),
            ("error mark", theme.error_mark()),
        ]);
        let over = [theme.selected(), theme.selected_cell()];
        all.extend(words(theme).into_iter().flat_map(|(name, style)| {
            over.map(|selected| (name, Style::new().patch(style).patch(selected)))
        }));
        for (name, style) in all {
            let contrast = palette.contrast(style);
            assert!(
                contrast.is_none_or(|contrast| contrast >= READABLE),
                "{name} on {}: {contrast:?}",
                palette.name
            );
        }
    }
}

#[test]
fn without_colors_a_background_makes_none() {
    let plain = Theme::new(false).on(Some(Background::Dark));
    for (name, style) in words(plain) {
        let is_set = |color: Option<Color>| color.is_some_and(|color| color != Color::Reset);
        assert!(!is_set(style.fg) && !is_set(style.bg), "{name}");
    }
}

#[test]
fn the_modes_differ_without_colors_too() {
    let plain = Theme::new(false);
    assert_ne!(plain.steer(), plain.queue());
}

#[test]
fn contrast_measure_matches_known_values() {
    let yellow = |palette: &Palette| palette.contrast(Style::new().fg(Color::Yellow));
    let [_, white, dark, ..] = &PALETTES;
    assert!(yellow(white).is_some_and(|contrast| contrast < 2.0));
    assert!(yellow(dark).is_some_and(|contrast| contrast > 12.0));
    let both = Style::new().fg(Color::Black).bg(Color::White);
    assert!(white.contrast(both).is_some_and(|contrast| (contrast - 21.0).abs() < 0.01));
}

#[test]
fn selecting_leaves_nothing_dim_or_colored() {
    let theme = Theme::new(true);
    for before in [theme.dim(), theme.warning_mark(), theme.accent(), theme.error_mark()] {
        let after = before.patch(theme.selected());
        assert_eq!((after.fg, after.bg), (Some(Color::Reset), Some(Color::Reset)));
        assert!(!after.add_modifier.contains(Modifier::DIM));
        assert!(after.add_modifier.contains(Modifier::REVERSED));
    }
    let theme = theme.on(Some(Background::Light));
    for before in [theme.dim(), theme.queue(), theme.error_mark()] {
        let after = before.patch(theme.selected());
        assert_eq!((after.fg, after.bg), (theme.selected().fg, theme.selected().bg));
        assert!(!after.add_modifier.contains(Modifier::DIM));
    }
}
