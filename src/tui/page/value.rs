//! How the rows look of what new chats begin with: a label and its value.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use crate::settings::redact::redacted_text;
use crate::settings::workspace::defaults::Setting;
use crate::settings::workspace::performance::Switch;
use crate::settings::workspace::resolution::{ResolutionStep, Verdict};
use crate::settings::workspace::thinking::Thinking;
use crate::settings::{Settings, Workspace, WorkspaceFile};
use crate::tui::widgets::painter::{Painter, columns, indented};
use crate::tui::widgets::text::{fit, width};
use crate::tui::widgets::theme::Theme;

/// Columns before the label of a global default, and before that of something that a workspace
/// sets.
const INDENT: usize = 5;
const INNER: usize = 7;

/// What a row says.
pub struct Value {
    text: String,
    style: Style,
    /// What is wrong with it, in a few words.
    wrong: Option<String>,
}

impl Value {
    fn new(text: String, style: Style) -> Self {
        Self { text, style, wrong: None }
    }
}

/// A global default.
pub fn of_default(settings: &Settings, setting: Setting, theme: Theme) -> Value {
    let unset = match setting {
        Setting::Connection => "No connection".to_owned(),
        Setting::Model => "Craft decides".to_owned(),
        // In brackets: in effect, and not stored.
        Setting::Thinking => format!("({})", Thinking::DEFAULT.label()),
    };
    let mut value = match settings.shown_default(setting) {
        Some(text) => Value::new(text, Style::new()),
        None => Value::new(unset, theme.dim()),
    };
    if setting == Setting::Thinking && settings.has_unknown_thinking() {
        value.wrong = Some(format!("unknown: Craft uses {}", Thinking::DEFAULT.label()));
    }
    if setting == Setting::Connection
        && let Some((ResolutionStep::First, _)) = settings.resolve(None, None).winner()
    {
        value.wrong = match settings.stored_default() {
            Some(slug) => {
                let slug = redacted_text(slug);
                Some(format!("{slug} is not there"))
            }
            None => Some("not set: the first is used".to_owned()),
        };
    }
    value
}

/// Something that a workspace sets, or that it uses the default.
pub fn of_override(
    settings: &Settings,
    workspace: &Workspace,
    setting: Setting,
    theme: Theme,
) -> Value {
    let Some(text) = settings.shown_override(workspace, setting) else {
        return Value::new("Use default".to_owned(), theme.dim());
    };
    let mut value = Value::new(text, Style::new());
    if setting == Setting::Connection && is_dangling(settings, workspace) {
        value.wrong = Some("not there: enter picks another, x clears it".to_owned());
    }
    value
}

/// What a workspace sets, in one line; or why that is not known.
pub fn of_workspace(settings: &Settings, workspace: &Workspace, theme: Theme) -> Value {
    if let Some(why) = workspace.why_not_editable() {
        return match workspace.file {
            WorkspaceFile::Unread => Value::new("…".to_owned(), theme.dim()),
            _ => Value::new(why, theme.warning()),
        };
    }
    let text = settings.shown_overrides(workspace);
    let sets_any = Setting::ALL.iter().any(|s| workspace.stored(*s).is_some());
    if is_dangling(settings, workspace) {
        return Value::new(format!("! {text}"), theme.warning());
    }
    let style = if sets_any { Style::new() } else { theme.dim() };
    Value::new(text, style)
}

/// Whether a workspace names a connection that is not there.
fn is_dangling(settings: &Settings, workspace: &Workspace) -> bool {
    let steps = settings.resolve(None, Some(workspace)).steps;
    steps.iter().any(|(step, verdict)| {
        *step == ResolutionStep::Workspace && matches!(verdict, Verdict::Dangling(_))
    })
}

/// The row of a setting, global or of a workspace; `names` is how wide the workspaces' names are,
/// so that all values stand in one column.
pub fn draw_setting(
    painter: &mut Painter<'_>,
    area: Rect,
    (setting, inner): (Setting, bool),
    value: Value,
    names: usize,
) {
    let label = Span::styled(setting.label(), painter.theme.dim());
    painter.line(indented(area, if inner { INNER } else { INDENT }), label);
    draw_value(painter, indented(area, INDENT + names + 2), value);
}

/// The row of a workspace.
pub fn draw_workspace(
    painter: &mut Painter<'_>,
    area: Rect,
    workspace: &Workspace,
    (handle, style): (Span<'static>, Style),
    value: Value,
    names: usize,
) {
    painter.line(indented(area, 3), handle);
    let name = fit(&workspace.name(), names).into_owned();
    painter.line(indented(area, INDENT), Span::styled(name, style));
    draw_value(painter, indented(area, INDENT + names + 2), value);
}

/// The row of a switch.
pub fn draw_switch(painter: &mut Painter<'_>, area: Rect, switch: Switch, settings: &Settings) {
    let on = settings.is_on(switch);
    let theme = painter.theme;
    let wrong = settings.stored_switch(switch).filter(|v| !v.is_boolean());
    let mark = if on { "[x]" } else { "[ ]" };
    let style = if on { theme.badge() } else { theme.dim() };
    painter.line(indented(area, 3), Span::styled(mark, style));
    let mut value = Value::new(switch.label().to_owned(), Style::new());
    value.wrong = wrong.map(|_| "neither true nor false is stored".to_owned());
    let tool = settings.tool_of(switch).filter(|_| value.wrong.is_none());
    let used = width(&value.text) + 2;
    draw_value(painter, indented(area, 7), value);
    if let Some((text, is_there)) = tool {
        let style = if on && !is_there { theme.warning() } else { theme.dim() };
        draw_value(painter, indented(area, 7 + used), Value::new(text, style));
    }
}

fn draw_value(painter: &mut Painter<'_>, area: Rect, value: Value) {
    let area = Rect { width: area.width.saturating_sub(2), ..area };
    let room = usize::from(area.width);
    let text = fit(&value.text, room).into_owned();
    let used = width(&text);
    painter.line(area, Span::styled(text, value.style));
    if let Some(wrong) = value.wrong {
        let message = format!("  ! {wrong}");
        let rest =
            Rect { width: area.width - columns(used).min(area.width), ..indented(area, used) };
        let message = fit(&message, usize::from(rest.width)).into_owned();
        painter.line(rest, Span::styled(message, painter.theme.warning()));
    }
}
