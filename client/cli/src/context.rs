//! What every command about a network has at hand: the network, who acts, how to read and how to send.

use crate::cli::Global;
use crate::config::Config;
use crate::failure::Failure;
use crate::open::{self, Access, FullChain, Opened, Place};
use crate::output::{self, Answer};
use crate::signer::{Signer, FORMS};
use crate::steps::accepted;
use gridshare_live::Finality;
use gridshare_sdk::metadata::Metadata;
use gridshare_sdk::network_file::NetworkFile;
use gridshare_sdk::refusals::Refusals;
use gridshare_sdk::words::Namer;
use gridshare_sdk::{AccountId, Artifacts, CallError, Chain, CostBook, Decode, Message, Network, Suite};
use shared::{Amount, Epoch, Timestamp};
use std::convert::Infallible;
use std::io::{self, BufRead, IsTerminal, Write};

/// Everything at hand.
pub struct Context {
    /// Options that every command has.
    pub global: Global,
    /// What the user set once.
    pub config: Config,
    /// The chain and the suite on it.
    pub net: Network<Box<dyn FullChain>>,
    /// The file that describes the network.
    pub network: NetworkFile,
    /// How answers, events and calls are read.
    pub metadata: Metadata,
    /// What is said when a contract refuses.
    pub refusals: Refusals,
    /// The contracts as built here.
    pub artifacts: Artifacts,
    signer: Option<Signer>,
}

impl Context {
    /// Opens the network that options or config name.
    ///
    /// # Errors
    /// When options, files or chain cannot be used.
    pub fn open(global: Global) -> anyhow::Result<Self> {
        Self::open_for(global, Access::Write)
    }

    /// Opens the network that options or config name, for this kind of access to a chain in a file.
    ///
    /// # Errors
    /// When options, files or chain cannot be used.
    pub fn open_for(global: Global, access: Access) -> anyhow::Result<Self> {
        let config = Config::load()?;
        let Some(network) = global.network.as_deref().or(config.network.as_deref()) else {
            let next = "name a network file with --network, $GRIDSHARE_NETWORK or the config file, \
                or a chain in a file with --network embedded:FILE";
            return Err(Failure::usage("no network is named", next).into());
        };
        let artifacts = load_artifacts()?;
        let signer = signer(&global, &config)?;
        let finality = if global.finalized { Finality::Finalized } else { Finality::InBlock };
        let Opened { chain, network } =
            open::open(&Place::parse(network), access, global.url.as_deref(), finality, signer.as_ref())?;
        let suite = network.suite.clone();
        let net = Network { chain, suite, costs: CostBook::default() };
        let metadata = Metadata::load(&artifacts)?;
        Ok(Self { global, config, net, network, metadata, refusals: Refusals::shipped(), artifacts, signer })
    }

    /// Returns where the contracts are.
    pub fn suite(&self) -> &Suite {
        &self.net.suite
    }

    /// Returns who acts.
    ///
    /// # Errors
    /// When nobody was named.
    pub fn from(&self) -> Result<AccountId, Failure> {
        let next = format!("name one with --from, $GRIDSHARE_FROM or the config file: {FORMS}");
        self.signer.as_ref().map(Signer::account).ok_or_else(|| Failure::usage("no account is named", next))
    }

    /// Returns the account that `text` names, or who acts without one.
    ///
    /// # Errors
    /// When it names nobody.
    pub fn account_or_from(&self, text: Option<&str>) -> Result<AccountId, Failure> {
        match text {
            Some(text) => self.account(text),
            None => self.from(),
        }
    }

    /// Returns the account that `text` names: like `--from`, or a contract's name.
    ///
    /// # Errors
    /// When it names nobody.
    pub fn account(&self, text: &str) -> Result<AccountId, Failure> {
        let contract = self.suite().contracts().into_iter().find(|(name, _)| *name == text);
        match contract {
            Some((_, address)) => Ok(address),
            None => Signer::read(text, &self.config).map(|signer| signer.account()),
        }
    }

    /// Reads from a contract.
    ///
    /// # Errors
    /// When the chain cannot be asked.
    pub fn view<R: Decode>(&mut self, message: Message<R>) -> anyhow::Result<R> {
        self.net.view(message).map_err(|error| self.unread(error))
    }

    /// What to say when a view failed.
    pub fn unread(&self, error: CallError<Infallible>) -> anyhow::Error {
        match error {
            CallError::Chain { error, .. } => Failure::chain(&error, &self.refusals).into(),
            other => anyhow::Error::new(other),
        }
    }

    /// Reads from a contract by a view that can refuse.
    ///
    /// # Errors
    /// When the contract refuses, with its sentence, or the chain cannot be asked.
    pub fn ask<R: Decode, E: Decode>(&mut self, message: Message<Result<R, E>>) -> anyhow::Result<R> {
        let (contract, name) = message.name.split_once('.').unwrap_or(("", message.name));
        let (contract, name, input) = (contract.to_owned(), name.to_owned(), message.input.clone());
        let origin = self.signer.as_ref().map_or(self.net.suite.deployer, Signer::account);
        let executed = self.net.chain.dry_run(origin, message.callee, message.input);
        let executed = executed.map_err(|error| Failure::chain(&error, &self.refusals))?;
        if let Some(failure) = self.refusal(&contract, &name, &input, &executed.output)? {
            return Err(failure.into());
        }
        accepted(&executed).ok_or_else(|| {
            Failure::failed(format!("the answer to {contract}.{name} was not understood")).into()
        })
    }

    /// Returns the latest block's timestamp in milliseconds.
    ///
    /// # Errors
    /// When the chain cannot be asked.
    pub fn now(&mut self) -> Result<Timestamp, Failure> {
        self.net.chain.now().map_err(|error| Failure::chain(&error, &self.refusals))
    }

    /// Returns the running epoch.
    ///
    /// # Errors
    /// When the chain cannot be asked.
    pub fn epoch(&mut self) -> Result<Epoch, Failure> {
        let now = self.now()?;
        Ok(self.net.suite.clock.epoch(now))
    }

    /// Returns how accounts and values are written.
    pub fn namer(&self) -> Namer<'_> {
        Namer::new(&self.net.suite, &self.network.symbol)
    }

    /// Writes an amount of the network's token.
    pub fn tokens(&self, amount: Amount) -> String {
        format!("{} {}", gridshare_sdk::words::show_amount(amount), self.network.symbol)
    }

    /// Prints what a command has to say, in the form that was asked for.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn print(&self, answer: &Answer) -> anyhow::Result<()> {
        print(&self.global, answer)
    }
}

/// Prints what a command has to say, in the form that was asked for.
///
/// # Errors
/// When standard output cannot be written.
pub fn print(global: &Global, answer: &Answer) -> anyhow::Result<()> {
    if global.is_json() {
        output::print(&serde_json::to_string_pretty(&answer.json)?)?;
    } else if !answer.text.is_empty() {
        output::print(&answer.text)?;
    }
    Ok(())
}

/// Asks whether to do what `plan` says. `--yes` answers for the user.
///
/// # Errors
/// When the user declines, or nobody can be asked.
pub fn ask_to_go_on(global: &Global, plan: &str) -> anyhow::Result<()> {
    if global.yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        let next = "answer beforehand with --yes, or look with --dry-run";
        return Err(Failure::usage("nobody can be asked", next).into());
    }
    eprint!("{plan}\nGo on? [y/N] ");
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Failure { code: 1, says: "not sent".into(), next: None }.into()),
    }
}

/// Reads who acts, if somebody was named.
///
/// # Errors
/// When the name stands for nobody.
pub fn signer(global: &Global, config: &Config) -> Result<Option<Signer>, Failure> {
    let from = global.from.as_deref().or(config.from.as_deref());
    from.map(|text| Signer::read(text, config)).transpose()
}

/// Loads the contracts as built here.
///
/// # Errors
/// When they are not.
pub fn load_artifacts() -> Result<Artifacts, Failure> {
    Artifacts::load().map_err(|error| {
        Failure::usage(
            format!("the contracts' bundles are missing: {error:#}"),
            "run scripts/build, or name a folder of bundles in $GRIDSHARE_ARTIFACTS",
        )
    })
}
