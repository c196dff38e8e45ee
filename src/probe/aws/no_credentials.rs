//! Why there are no credentials for AWS, and the stage of the report that this fails.

use super::credentials::NoCredentials;
use crate::probe::credential_http::LookupOutcome;
use crate::probe::messages::aws;
use crate::probe::report::{Report, StageName};

pub(super) fn report_no_credentials(why: NoCredentials, report: &mut Report) {
    let name = StageName::Configuration;
    match why {
        NoCredentials::Missing(None) => {
            let sentence = aws::NO_CREDENTIALS;
            report.fail(name, sentence).advise(aws::SET_CREDENTIALS);
        }
        NoCredentials::Missing(Some(lookup)) => {
            let sentence = match &lookup.outcome {
                LookupOutcome::NoAnswer(sentence, _) => aws::gave_none(sentence),
                LookupOutcome::Answer(status) => aws::gave_status(&lookup.host, status.as_u16()),
            };
            let stage = report.fail(name, sentence).advise(aws::SET_CREDENTIALS);
            if let Some(exchange) = &lookup.exchange {
                stage.exchange(exchange);
            }
        }
        NoCredentials::UnknownProfile(profile, known) => {
            let stage = report.fail(name, aws::unknown_profile(&profile, &known));
            stage.advise(aws::ADD_PROFILE);
        }
        NoCredentials::LoggedOut(profile) => {
            report.fail(name, aws::login_ended(&profile)).advise(aws::sso_login(&profile));
        }
        NoCredentials::Renewable(profile) => {
            report
                .leave_unproven(name, aws::login_renews(&profile))
                .advise(aws::sso_login(&profile));
        }
        NoCredentials::NoRole { profile, role, lookup } => {
            let stage = report.fail(name, aws::no_role(&profile, &role));
            stage.advise(aws::CHECK_ROLE);
            if let Some(exchange) = &lookup.exchange {
                stage.exchange(exchange);
            }
        }
        NoCredentials::NeedsMfa(profile) => {
            report.fail(name, aws::needs_mfa(&profile)).advise(aws::export_session(&profile));
        }
        NoCredentials::UnusableProfile(profile, why) => {
            let sentence = aws::unusable_profile(&profile, &why);
            report.fail(name, sentence).advise(aws::CORRECT_PROFILE);
        }
        NoCredentials::Broken(error) => {
            let sentence = aws::unusable(&error);
            report.fail(name, sentence).advise(aws::SET_CREDENTIALS);
        }
    }
}
