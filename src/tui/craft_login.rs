//! What a layer and the app say to each other about a login that is under way.

use crate::craft_link::LoginAnswer;
use crate::settings::secret::Secret;
use crate::settings::sign_in::SignInTarget;
use crate::signin::worker::{LoginNumber, SignInEvent};

/// A step of a sign-in to Claude for the running Craft to make, with the number that its event
/// carries.
pub(super) enum CraftLogin {
    /// Whether Craft could.
    Check(LoginNumber),
    Start(LoginNumber),
    /// The code that the page showed, for a connection.
    Finish(LoginNumber, Secret, SignInTarget),
    /// The one that is under way is given up.
    Cancel,
    /// The one that is under way has ended by itself.
    Expired,
}

/// Why Craft did not make a step.
pub(super) struct CraftRefusal {
    pub sentence: String,
    /// Whether it may have stored the login all the same.
    pub may_be_stored: bool,
}

/// How far a login is.
pub(super) enum LoginEvent {
    /// One that is made here.
    Own(SignInEvent),
    /// One that the running Craft makes.
    Craft(LoginNumber, Result<LoginAnswer, CraftRefusal>),
}
