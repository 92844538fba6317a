//! Logs on as a person at Identity, and asks at the terminal for codes, choices and confirmations.
//!
//! ```sh
//! PVWA_URL=https://acme.privilegecloud.cyberark.cloud PVWA_IDENTITY=https://abc1234.id.cyberark.cloud \
//!     PVWA_USER=ann@example.com PVWA_PASSWORD_FILE=/run/secrets/ann \
//!     cargo run -p pvwa --example logon_identity_user
//! ```

use pvwa::{IdentityUser, Question, Reply, Secret, SecretSource, Vault};
use std::{
    env,
    error::Error,
    io::{self, Write},
};

fn read(prompt: &str) -> io::Result<String> {
    print!("{prompt}: ");
    io::stdout().flush()?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}

/// Answers one question of Identity.
fn answer(question: Question) -> Result<Reply, Box<dyn Error + Send + Sync>> {
    Ok(match question {
        Question::Choose { mechanisms, .. } => {
            for (number, mechanism) in mechanisms.iter().enumerate() {
                println!("{number}: {}", mechanism.label);
            }
            Reply::Choose(read("which one")?.parse()?)
        }
        Question::Answer { mechanism, .. } => Reply::Answer(Secret::from(read(&mechanism.prompt)?)),
        Question::Answers { prompts, .. } => {
            let answers = prompts.iter().map(|prompt| read(prompt).map(Secret::from));
            Reply::Answers(answers.collect::<Result<_, _>>()?)
        }
        Question::Confirm {
            mechanism, number, ..
        } => {
            println!("{} {}", mechanism.prompt, number.unwrap_or_default());
            Reply::Done
        }
        Question::Browser { url, pin: true, .. } => {
            println!("log on at {url}");
            Reply::Answer(Secret::from(read("the PIN that the browser shows")?))
        }
        Question::Browser { url, .. } => {
            println!("log on at {url}");
            Reply::Done
        }
        _ => return Err("a question of a kind that this program does not know".into()),
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let password = SecretSource::file(env::var("PVWA_PASSWORD_FILE")?);
    let user = IdentityUser::new(env::var("PVWA_USER")?, password)
        .identity(env::var("PVWA_IDENTITY")?)
        .on_challenge(|question| async move { answer(question) });
    let vault = Vault::builder(env::var("PVWA_URL")?)
        .credentials(user)
        .build()?;
    // First of all: a person takes longer than a call may.
    vault.logon().await?;
    println!("logged on at {}", vault.base_url());
    Ok(vault.close().await?)
}
