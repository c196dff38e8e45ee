//! Why there are no credentials for AWS, and the stage of the report that this fails.

use super::credentials::NoCredentials;
use crate::probe::credential_http::AttemptOutcome;
use crate::probe::messages::aws;
use crate::probe::messages::{
    AWS_CHAIN, aws_login_ended, aws_no_role, aws_sso_login, aws_unknown_profile,
};
use crate::probe::report::{Report, StageName};

pub(super) fn report_no_credentials(why: NoCredentials, report: &mut Report) {
    let name = StageName::Configuration;
    match why {
        NoCredentials::Missing(None) => {
            let sentence = aws::NO_CREDENTIALS;
            report.fail(name, sentence).advise(AWS_CHAIN);
        }
        NoCredentials::Missing(Some(attempt)) => {
            let sentence = match &attempt.outcome {
                AttemptOutcome::NoAnswer(sentence, _) => aws::gave_none(sentence),
                AttemptOutcome::Answer(status) => aws::gave_status(&attempt.host, status.as_u16()),
            };
            let stage = report.fail(name, sentence).advise(AWS_CHAIN);
            if let Some(exchange) = &attempt.exchange {
                stage.exchange(exchange);
            }
        }
        NoCredentials::UnknownProfile(profile, known) => {
            let stage = report.fail(name, aws_unknown_profile(&profile, &known));
            stage.advise(aws::ADD_PROFILE);
        }
        NoCredentials::LoggedOut(profile) => {
            report.fail(name, aws_login_ended(&profile)).advise(aws_sso_login(&profile));
        }
        NoCredentials::NoRole { profile, role, attempt } => {
            let stage = report.fail(name, aws_no_role(&profile, &role));
            stage.advise(aws::CHECK_ROLE);
            if let Some(exchange) = &attempt.exchange {
                stage.exchange(exchange);
            }
        }
        NoCredentials::Broken(error) => {
            let sentence = aws::unusable(&error);
            report.fail(name, sentence).advise(AWS_CHAIN);
        }
    }
}
