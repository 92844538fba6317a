//! Where passwords and tokens come from: never from the arguments.

use pvwa_codegen::{
    problem::{Problem, Refusal},
    pull::{self, MOST_SECRET_BYTES},
};
use secrecy::SecretString;
use std::{
    env,
    io::{self, Read},
    path::Path,
};

/// The password: of the file, of `PVWA_PASSWORD`, or what is typed.
pub(super) fn password(file: Option<&Path>) -> Result<SecretString, Refusal> {
    match (file, variable("PVWA_PASSWORD")?) {
        (Some(file), _) => read(file),
        (None, Some(password)) => Ok(password),
        (None, None) => {
            let typed = rpassword::prompt_password("password: ").map_err(|error| {
                Problem::new(
                    "the password cannot be asked for here",
                    "give it in PVWA_PASSWORD or with --password-file FILE",
                )
                .why(error.kind().to_string())
            })?;
            Ok(pull::secret(typed.into_bytes()).map_err(|problem| *problem)?)
        }
    }
}

/// The token of a session: of the file or of `PVWA_TOKEN`; `None` where there is neither.
pub(super) fn token(file: Option<&Path>) -> Result<Option<SecretString>, Refusal> {
    let token = match file {
        Some(file) => Some(read(file)?),
        None => variable("PVWA_TOKEN")?,
    };
    Ok(token)
}

fn variable(name: &str) -> Result<Option<SecretString>, Refusal> {
    let Some(value) = env::var_os(name).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let secret = pull::secret(value.into_encoded_bytes());
    Ok(Some(
        secret.map_err(|problem| problem.at(format!("${name}"), None))?,
    ))
}

fn read(file: &Path) -> Result<SecretString, Refusal> {
    let mut bytes = Vec::new();
    let most = MOST_SECRET_BYTES as u64 + 1;
    let read = match file == Path::new("-") {
        true => io::stdin().take(most).read_to_end(&mut bytes),
        false => {
            std::fs::File::open(file).and_then(|opened| opened.take(most).read_to_end(&mut bytes))
        }
    };
    let place = file.display().to_string();
    read.map_err(|error| {
        Problem::new(
            format!("the secret cannot be read: {}", error.kind()),
            "see that the file exists and that you may read it",
        )
        .at(place.clone(), None)
    })?;
    Ok(pull::secret(bytes).map_err(|problem| problem.at(place, None))?)
}
