//! Puts the suite on a chain.

use crate::cli::Global;
use crate::config::Config;
use crate::context::{self, load_artifacts};
use crate::failure::Failure;
use crate::open::{self, Access, FullChain, Place};
use crate::output::{list, Answer};
use crate::signer::Signer;
use crate::terminal::Terminal;
use clap::Args;
use gridshare_embedded::FileChain;
use gridshare_live::Finality;
use gridshare_sdk::deploy::{deploy_resumable, FileJournal};
use gridshare_sdk::network_file::NetworkFile;
use gridshare_sdk::words::{show_account, show_native};
use gridshare_sdk::{Accounts, Artifacts, ChainError, DeployConfig, Network, Progress};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// What is deployed if nobody says otherwise.
const DEFAULT_CONFIG: &str = include_str!("../../networks/development.toml");
/// Where that is written down.
const DEFAULT_NAME: &str = "client/cli/networks/development.toml";
/// Where a node for development answers.
const USUAL_URL: &str = "ws://127.0.0.1:9944";

/// Deploys, wires, hands over to governance, verifies, and writes the network file that --network names.
///
/// Interrupted, it goes on when it is run again: what was done is found on the chain, and what was fixed at the
/// start is kept in <network>.partial until the network file is written.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  gridshare deploy --network local.toml --url ws://127.0.0.1:9944 --from //Alice\n  \
    gridshare deploy --network embedded:try.chain --from //Alice --yes"
)]
pub struct Deploy {
    /// What to deploy: names, supplies, classes, attesters, parameters; client/cli/networks/default.toml
    /// explains every key. Without it, client/cli/networks/development.toml, to try things out
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// What a deployment took.
struct Deployed {
    file: NetworkFile,
    /// Native tokens, for fees and deposits.
    spent: u128,
    native: (String, u8),
}

impl Deploy {
    /// Deploys.
    ///
    /// # Errors
    /// When the chain refuses a step. What was done until then is found again by the next run.
    pub fn run(self, global: Global) -> anyhow::Result<()> {
        if global.unsigned {
            let next = "deploy with a key, and let a multisig have what governance cannot";
            return Err(
                Failure::usage("a deployment is many calls, each of which builds on the last", next).into()
            );
        }
        let user = Config::load()?;
        let next = "name the network file to write with --network, or embedded:FILE for a chain in a file";
        let network = global.network.as_deref().or(user.network.as_deref());
        let network = network.ok_or_else(|| Failure::usage("no network is named", next))?;
        let signer = context::signer(&global, &user)?
            .ok_or_else(|| Failure::usage("nobody deploys", "name an account with --from"))?;
        let artifacts = load_artifacts()?;
        let config = self.config()?;
        let place = Place::parse(network);
        let url = global.url.as_deref().unwrap_or(USUAL_URL);
        let on = match &place {
            Place::Embedded(path) => format!("a chain in {}", path.display()),
            Place::File(_) => url.to_owned(),
        };
        let what = format!(
            "deploy {} ({}) to {on} as {}: eight contracts, owned by governance; {} of {} to the deployer",
            config.name,
            config.symbol,
            show_account(&signer.account()),
            gridshare_sdk::words::show_amount(config.initial_supply),
            config.symbol,
        );
        if global.dry_run {
            return context::print(
                &global,
                &Answer::new(what.clone(), json!({ "sent": false, "what": what })),
            );
        }
        context::ask_to_go_on(&global, &what)?;
        let progress = Terminal::new(global.quiet);
        let work = Work { signer: &signer, artifacts: &artifacts, config: &config, progress: &progress };
        let deployed = match &place {
            Place::Embedded(path) => work.embedded(path),
            Place::File(path) => work.live(path, url),
        };
        progress.finish();
        let Deployed { file, spent, native } = deployed?;
        let contracts = file.suite.contracts().map(|(name, at)| (name, show_account(&at)));
        let text = format!(
            "{}\n\n{network} says where; it took {} for fees and deposits",
            list(contracts.clone()),
            show_native(spent, &native)
        );
        let json = json!({
            "network": network,
            "spent": spent.to_string(),
            "contracts": contracts.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        });
        context::print(&global, &Answer::new(text, json))
    }

    fn config(&self) -> Result<DeployConfig, Failure> {
        let config = match &self.config {
            Some(path) => DeployConfig::load(path),
            None => DeployConfig::parse(DEFAULT_CONFIG, Path::new(DEFAULT_NAME)),
        };
        let next = "correct the file; client/cli/networks/default.toml explains every key";
        config.map_err(|error| Failure::usage(error.to_string(), next))
    }
}

/// What a deployment is made of.
struct Work<'a> {
    signer: &'a Signer,
    artifacts: &'a Artifacts,
    config: &'a DeployConfig,
    progress: &'a Terminal,
}

impl Work<'_> {
    /// Deploys to a chain in a file, which is created if it is not there.
    fn embedded(&self, path: &Path) -> anyhow::Result<Deployed> {
        let mut chain = if path.exists() {
            open::open_file(path, Access::Write)?
        } else {
            let now = u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
            FileChain::create(path, now).map_err(Failure::file)?
        };
        if !chain.note().is_empty() {
            let next = "name another file, or delete this one if nothing on it matters";
            return Err(Failure::usage(format!("a suite is deployed on {}", path.display()), next).into());
        }
        let journal = FileJournal::beside(path);
        let deployed = self.deploy(&mut chain, &journal, None)?;
        chain.set_note(deployed.file.to_text()?)?;
        journal.remove()?;
        Ok(deployed)
    }

    /// Deploys to the chain of a node.
    fn live(&self, path: &Path, url: &str) -> anyhow::Result<Deployed> {
        if path.exists() {
            let next = "name another file with --network; a network file is never overwritten";
            return Err(Failure::usage(format!("{} is there already", path.display()), next).into());
        }
        let mut chain = open::connect(url, None, Finality::InBlock, Some(self.signer))?;
        let journal = FileJournal::beside(path);
        let deployed = self.deploy(&mut chain, &journal, Some(url))?;
        deployed.file.save(path)?;
        journal.remove()?;
        Ok(deployed)
    }

    fn deploy(
        &self,
        chain: &mut dyn FullChain,
        journal: &FileJournal,
        url: Option<&str>,
    ) -> anyhow::Result<Deployed> {
        let (deployer, native) = (self.signer.account(), chain.native_token());
        let before = balance(chain, deployer)?;
        let mut on = &mut *chain;
        let net = deploy_resumable(
            &mut on,
            deployer,
            self.artifacts,
            self.config,
            &mut journal.clone(),
            self.progress,
        );
        let Network { suite, .. } = net.map_err(|error| unfinished(&error, journal))?;
        let spent = before.saturating_sub(balance(chain, deployer)?);
        let file = NetworkFile::new(suite, self.artifacts, &self.config.symbol, url.map(str::to_owned));
        Ok(Deployed { file, spent, native })
    }
}

fn balance(chain: &mut dyn FullChain, of: gridshare_sdk::AccountId) -> Result<u128, Failure> {
    Accounts::native_balance(chain, of).map_err(open::chain_failure)
}

/// Says what stopped a deployment, and how it goes on.
fn unfinished(error: &anyhow::Error, journal: &FileJournal) -> Failure {
    let chain = error.chain().find_map(|cause| cause.downcast_ref::<ChainError>());
    let mut failure = chain.map_or_else(|| Failure::failed(""), |error| open::chain_failure(error.clone()));
    failure.says = format!("{error:#}");
    if journal.path().exists() {
        let again = "run the same command again, and it goes on from here";
        failure.next =
            Some(failure.next.map_or_else(|| again.to_owned(), |next| format!("{next}; then {again}")));
    }
    failure
}
