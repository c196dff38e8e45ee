//! Reverts or replays changes, each at its original location.

use super::change::{Change, FileRef, replay};
use super::refusal::Refusal;
use crate::settings::Settings;
use crate::settings::connection::field_errors::FieldError;

pub(super) fn restore(base: &Settings, changes: &[Change]) -> Result<Settings, Refusal> {
    let conflict = |location| Refusal::Conflict(vec![location]);
    let mut config = base.to_value();
    let mut settings = base.clone();
    for change in changes {
        match &change.file {
            FileRef::Config => {
                replay(&mut config, change).map_err(|moved| conflict(moved.location))?;
            }
            // Not part of the settings: the store restores them.
            FileRef::Credentials => {}
            FileRef::Workspace(root) => {
                if settings.workspace(root).is_none() {
                    return Err(conflict(root.clone()));
                }
                let mut outcome = Ok(());
                settings.workspace_list_mut().change(root, |workspace| {
                    if outcome.is_ok() {
                        outcome = workspace.replay(change);
                    }
                });
                outcome.map_err(|moved| conflict(moved.location))?;
            }
        }
    }
    let mut restored = Settings::from_value(config)
        .map_err(|shape| conflict(shape.to_string()))?
        .with_other_files_of(base);
    if let Some(problem) = duplicate_slug(base, &restored, changes) {
        return Err(Refusal::Invalid(vec![problem]));
    }
    restored.workspace_list_mut().clone_from(settings.workspace_list());
    Ok(restored)
}

/// The slug of a restored connection that another program has since given to another one: Craft
/// ignores a file with duplicate slugs.
fn duplicate_slug(base: &Settings, restored: &Settings, changes: &[Change]) -> Option<FieldError> {
    let times = |settings: &Settings, slug: &str| {
        let all = settings.connections().iter();
        all.filter(|c| c.slug() == slug).count()
    };
    changes.iter().find_map(|change| {
        let slug = change.after.as_ref()?.get("slug")?.as_str()?;
        (times(restored, slug) > times(base, slug).max(1)).then(|| base.slug_taken(slug)).flatten()
    })
}
