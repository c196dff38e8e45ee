//! Turns selected offers into one edit, by the same rules as `add`.

use super::Offer;
use super::words;
use crate::settings::Settings;
use crate::settings::connection::field_errors::FieldError;
use crate::settings::credential::fields::SECRET_FIELDS;
use crate::settings::credential::key_warnings::key_of_another;
use crate::settings::edit::draft::Draft;
use crate::settings::edit::{Edit, ImportEdit};

/// The result for selected offers.
#[derive(Default)]
pub struct Taken {
    /// The edit; None if none of them can be imported.
    pub edit: Option<Edit>,
    /// What cannot be imported, and why, in sentences.
    pub refused: Vec<String>,
    /// What is odd about a key, in sentences, to confirm first.
    pub odd: Vec<String>,
    /// What a person should know about the imported connections.
    pub notes: Vec<String>,
}

pub fn take(settings: &Settings, offers: &[&Offer]) -> Taken {
    let mut working = settings.clone();
    let (mut taken, mut edits) = (Taken::default(), Vec::new());
    for offer in offers {
        match edit_of(&working, offer, &mut taken) {
            Ok(edit) => match edit.apply_to(&mut working) {
                Ok(()) => edits.push(edit),
                Err(why) => taken.refused.push(words::about(&offer.id, &why.to_string())),
            },
            Err(why) => taken.refused.push(words::about(&offer.id, &why)),
        }
    }
    let import = ImportEdit { connections: Vec::new(), edits };
    taken.edit = (!import.edits.is_empty()).then_some(Edit::Import(import));
    taken
}

fn edit_of(working: &Settings, offer: &Offer, taken: &mut Taken) -> Result<Edit, String> {
    let mut connection = offer.connection.clone();
    // Another offer in the same import may have it.
    if !working.is_free_slug(connection.slug()) {
        connection.set("slug", Some(working.free_slug_like(&offer.id).into()));
    }
    let sentences = |problems: Vec<FieldError>| {
        let all: Vec<String> = problems.into_iter().map(|it| it.sentence).collect();
        all.join(" ")
    };
    let odd = offer.typed.iter().filter_map(|(key, secret)| {
        let mut parts = SECRET_FIELDS.iter().filter(|field| (field.applies)(&connection));
        let part = parts.find_map(|field| field.secret().filter(|part| part.key == *key))?;
        key_of_another(&connection, part, secret.as_ref()?.expose())
    });
    let odd: Vec<String> = odd.map(|why| words::about(&offer.id, &why)).collect();
    let draft = Draft {
        id: None,
        seen: &connection,
        draft: &connection,
        typed: offer.typed.clone(),
        removed: &[],
    };
    let saved = draft.save(working).map_err(sentences)?;
    if let Some(replacement) = saved.replacement {
        return Err(replacement.describe().to_owned());
    }
    taken.odd.extend(odd);
    let notes = saved.consequences.into_iter().chain(offer.notes.iter().cloned());
    taken.notes.extend(notes.map(|note| words::about(&offer.id, &note)));
    saved.edit.ok_or_else(|| words::NOTHING_NEW.to_owned())
}
