//! How anything is sent: what will happen and what it costs, a question, the sending, and what happened.
//!
//! A command makes [`Step`]s, and [`Context::run`] does the rest: every step is dry-run before it is sent, and a
//! refusal becomes a sentence. Steps that only work after those before them (a payment after its approval) are
//! dry-run when it is their turn.

use crate::context::{self, Context};
use crate::failure::Failure;
use crate::output::{self, paint, Answer, Colour};
use gridshare_sdk::metadata::{Answer as ContractAnswer, Decoded};
use gridshare_sdk::words::{show_native, Namer};
use gridshare_sdk::{chain, params, AccountId, Chain, ChainError, Decode, Event, Executed, Message};
use serde_json::{json, Value};
use std::cell::RefCell;
use std::io::{self, IsTerminal};

/// One message to send.
pub struct Step {
    /// What it does, as a person would say it: `bond 40 GRID to node 3`.
    pub what: String,
    /// Contract and message.
    pub name: &'static str,
    /// The contract.
    pub callee: AccountId,
    /// Selector and arguments.
    pub input: Vec<u8>,
}

impl Step {
    /// Makes a step of a message.
    pub fn new<R>(what: impl Into<String>, message: Message<R>) -> Self {
        Self { what: what.into(), name: message.name, callee: message.callee, input: message.input }
    }

    fn contract_and_message(&self) -> (&'static str, &'static str) {
        self.name.split_once('.').unwrap_or(("", self.name))
    }
}

/// A step that was done.
pub struct Done {
    /// What the contract returned, and what it took.
    pub executed: Executed,
}

impl Done {
    /// Returns the value that the message returned.
    ///
    /// # Errors
    /// When it is of another type.
    pub fn value<T: Decode>(&self) -> anyhow::Result<T> {
        accepted(&self.executed)
            .ok_or_else(|| Failure::failed("the contract's answer was not understood").into())
    }
}

/// Reads the value that a message returned which was accepted.
pub(crate) fn accepted<T: Decode>(executed: &Executed) -> Option<T> {
    // One byte for ink's own result, one for the message's.
    executed.output.get(2..).and_then(|mut value| T::decode(&mut value).ok())
}

/// A step's dry run.
struct Preview {
    executed: Executed,
    fee: Option<u128>,
}

impl Context {
    /// Sends one message. Returns its outcome, `None` if it was not to be sent (`--dry-run`, `--unsigned`).
    ///
    /// # Errors
    /// When the contract or the chain refuses, or the user does.
    pub fn send<R>(&mut self, what: impl Into<String>, message: Message<R>) -> anyhow::Result<Option<Done>> {
        let done = self.run(vec![Step::new(what, message)])?;
        Ok(done.and_then(|mut done| done.pop()))
    }

    /// Sends messages one after the other, and prints what happened. Returns their outcomes, `None` if they were
    /// not to be sent (`--dry-run`, `--unsigned`).
    ///
    /// # Errors
    /// When a contract or the chain refuses, or the user does. Steps before that one were done, and are named.
    pub fn run(&mut self, steps: Vec<Step>) -> anyhow::Result<Option<Vec<Done>>> {
        let origin = self.from()?;
        let previews = self.previews(origin, &steps)?;
        if self.global.unsigned {
            self.print_unsigned(&steps, &previews)?;
            return Ok(None);
        }
        if self.global.dry_run {
            let answer = self.plan(&steps, &previews);
            self.print(&answer)?;
            return Ok(None);
        }
        self.confirm(&steps, &previews)?;
        let (mut done, mut told) = (Vec::new(), Vec::new());
        for step in &steps {
            match self.send_step(origin, step) {
                Ok((executed, report)) => {
                    if !self.global.is_json() {
                        output::print(&report.text)?;
                    }
                    told.push(report.json);
                    done.push(Done { executed });
                }
                Err(failure) if done.is_empty() => return Err(failure.into()),
                Err(mut failure) => {
                    let before: Vec<&str> =
                        steps[..done.len()].iter().map(|step| step.what.as_str()).collect();
                    failure.says = format!("{}; done before it: {}", failure.says, before.join(", "));
                    return Err(failure.into());
                }
            }
        }
        if self.global.is_json() {
            output::print(&serde_json::to_string_pretty(&json!({ "sent": true, "steps": told }))?)?;
        }
        Ok(Some(done))
    }

    /// Dry-runs the steps; those after the first may depend on it, and then have none.
    fn previews(&mut self, origin: AccountId, steps: &[Step]) -> Result<Vec<Option<Preview>>, Failure> {
        let mut previews = Vec::new();
        for (index, step) in steps.iter().enumerate() {
            match self.preview(origin, step) {
                Ok(preview) => previews.push(Some(preview)),
                Err(failure) if index == 0 || !failure.is_refusal() => return Err(failure),
                Err(_) => previews.push(None),
            }
        }
        Ok(previews)
    }

    fn preview(&mut self, origin: AccountId, step: &Step) -> Result<Preview, Failure> {
        let executed = self.net.chain.dry_run(origin, step.callee, step.input.clone());
        let executed = executed.map_err(|error| Failure::chain(&error, &self.refusals))?;
        let (contract, message) = step.contract_and_message();
        if let Some(failure) = self.refusal(contract, message, &step.input, &executed.output)? {
            return Err(failure);
        }
        let fee = self.net.chain.fee(origin, step.callee, &step.input, &executed);
        let fee = fee.map_err(|error| Failure::chain(&error, &self.refusals))?;
        Ok(Preview { executed, fee })
    }

    /// Returns what to say if a contract's answer is a refusal.
    pub(crate) fn refusal(
        &mut self,
        contract: &str,
        message: &str,
        input: &[u8],
        output: &[u8],
    ) -> Result<Option<Failure>, Failure> {
        let answer = self.metadata.answer(contract, message, output);
        match answer.map_err(|error| Failure::failed(format!("{contract}.{message}: {error}")))? {
            ContractAnswer::Ok(_) => Ok(None),
            ContractAnswer::Lang(error) => {
                Ok(Some(Failure::failed(format!("{contract}.{message}: {error}"))))
            }
            ContractAnswer::Refused(path) => Ok(Some(self.sentence(contract, message, input, &path))),
        }
    }

    /// Makes a sentence of a refusal, with the call's arguments and current parameters filled in.
    fn sentence(&mut self, contract: &str, message: &str, input: &[u8], path: &[String]) -> Failure {
        let Some(refusal) = self.refusals.get(contract, path, Some(message)) else {
            return Failure::refused(format!("{contract} refused: {}", path.join(".")), String::new());
        };
        let call = self.metadata.call(contract, input).ok();
        let (caller, suite) = (self.from().ok(), self.net.suite.clone());
        let namer = Namer::new(&suite, &self.network.symbol);
        // Only parameters that the sentence names are read.
        let net = RefCell::new(&mut self.net);
        let (says, next) = self.refusals.render(&refusal, |placeholder| {
            if placeholder == "caller" {
                return caller.map(|caller| namer.account(&caller));
            }
            let parameter = params::get(&mut net.borrow_mut(), placeholder).ok();
            let value = parameter.map(|p| crate::commands::param::show(&namer, p.unit, p.current));
            value.or_else(|| namer.argument(call.as_ref()?, placeholder))
        });
        Failure::refused(says, next)
    }

    /// Asks whether to go on, after showing what will happen. `--yes` answers for the user.
    fn confirm(&mut self, steps: &[Step], previews: &[Option<Preview>]) -> anyhow::Result<()> {
        let plan = self.plan(steps, previews).text;
        self.ask_to_go_on(&plan)
    }

    /// Asks whether to do what `plan` says. `--yes` answers for the user.
    ///
    /// # Errors
    /// When the user declines, or nobody can be asked.
    pub fn ask_to_go_on(&self, plan: &str) -> anyhow::Result<()> {
        context::ask_to_go_on(&self.global, plan)
    }

    /// Says what the steps will do and cost.
    fn plan(&self, steps: &[Step], previews: &[Option<Preview>]) -> Answer {
        let mut text = Vec::new();
        let mut told = Vec::new();
        for (step, preview) in steps.iter().zip(previews) {
            let costs = match preview {
                Some(preview) => self.costs(preview),
                None => "checked when it is its turn".to_owned(),
            };
            text.push(format!("{}  {}", capital(&step.what), paint(&format!("({costs})"), Colour::Grey)));
            told.push(json!({
                "what": step.what,
                "message": step.name,
                "fee": preview.as_ref().and_then(|p| p.fee).map(|fee| fee.to_string()),
                "deposit": preview.as_ref().map(|p| p.executed.cost.deposit.to_string()),
                "ref_time": preview.as_ref().map(|p| p.executed.gas_required.0),
                "proof_size": preview.as_ref().map(|p| p.executed.gas_required.1),
            }));
        }
        Answer::new(text.join("\n"), json!({ "sent": false, "steps": told }))
    }

    /// Says what a step costs in native tokens.
    fn costs(&self, preview: &Preview) -> String {
        let native = self.net.chain.native_token();
        let deposit = preview.executed.cost.deposit;
        let deposit_text = match deposit {
            0 => "no deposit".to_owned(),
            1.. => format!("deposit {}", show_native(deposit.unsigned_abs(), &native)),
            _ => format!("{} of deposit back", show_native(deposit.unsigned_abs(), &native)),
        };
        match preview.fee {
            Some(fee) => format!("fee {}, {deposit_text}", show_native(fee, &native)),
            None => format!("no fee here, {deposit_text}"),
        }
    }

    /// Sends a step. Returns what the contract returned and what to say of it.
    fn send_step(&mut self, origin: AccountId, step: &Step) -> Result<(Executed, Answer), Failure> {
        let waits = !self.global.quiet && io::stderr().is_terminal();
        if waits {
            eprint!("… {}\r", step.what);
        }
        let executed = self.net.chain.call(origin, step.callee, step.input.clone(), 0);
        if waits {
            eprint!("\u{1b}[2K\r");
        }
        let executed = executed.map_err(|error| self.unsent(step, &error))?;
        let (contract, message) = step.contract_and_message();
        if let Some(failure) = self.refusal(contract, message, &step.input, &executed.output)? {
            return Err(failure);
        }
        let report = self.report(step, &executed);
        Ok((executed, report))
    }

    /// What to say if the chain did not do a step, or it is not known whether it did.
    fn unsent(&self, step: &Step, error: &ChainError) -> Failure {
        let mut failure = Failure::chain(error, &self.refusals);
        failure.says = format!("{}: {}", step.what, failure.says);
        failure
    }

    /// Says what a step did, by its events.
    fn report(&self, step: &Step, executed: &Executed) -> Answer {
        let events: Vec<(String, Value)> =
            executed.events.iter().filter_map(|event| self.tell(event)).collect();
        let mut text = format!("{} {}", paint("✓", Colour::Green), capital(&step.what));
        for (line, _) in &events {
            text += &format!("\n  {line}");
        }
        let native = self.net.chain.native_token();
        let inclusion = executed.transaction.map(|at| {
            text += &paint(
                &format!(
                    "\n  block {}, transaction 0x{}, fee {}",
                    at.number,
                    chain::hex(&at.transaction),
                    show_native(at.fee, &native)
                ),
                Colour::Grey,
            );
            json!({
                "transaction": format!("0x{}", chain::hex(&at.transaction)),
                "block_hash": format!("0x{}", chain::hex(&at.block)),
                "block": at.number,
                "fee": at.fee.to_string(),
            })
        });
        let (contract, message) = step.contract_and_message();
        let value = match self.metadata.answer(contract, message, &executed.output) {
            Ok(ContractAnswer::Ok(field)) => self.namer().json(&field),
            _ => Value::Null,
        };
        let json = json!({
            "what": step.what,
            "message": step.name,
            "value": value,
            "deposit": executed.cost.deposit.to_string(),
            "included": inclusion,
            "events": events.into_iter().map(|(_, event)| event).collect::<Vec<_>>(),
        });
        Answer::new(text, json)
    }

    /// Reads an event of one of the suite's contracts: a line for people, JSON for programs.
    pub fn tell(&self, event: &Event) -> Option<(String, Value)> {
        let (contract, _) = self.suite().contracts().into_iter().find(|(_, at)| *at == event.contract)?;
        let namer = self.namer();
        match self.metadata.event(contract, event) {
            Ok(Decoded { contract, name, fields }) => {
                let shown: Vec<String> =
                    fields.iter().map(|field| format!("{} {}", field.name, namer.show(field))).collect();
                let values: serde_json::Map<String, Value> =
                    fields.iter().map(|field| (field.name.clone(), namer.json(field))).collect();
                let line = format!("{contract}.{name}  {}", shown.join(", "));
                Some((line, json!({ "contract": contract, "event": name, "fields": values })))
            }
            Err(error) => {
                let data = chain::hex(&event.data);
                let line = format!("{contract}: an event that was not understood ({error}): 0x{data}");
                Some((line, json!({ "contract": contract, "event": null, "data": format!("0x{data}") })))
            }
        }
    }

    /// Says what a transaction did that was looked up.
    pub fn tell_transaction(&self, executed: &Executed) -> Answer {
        let step = Step {
            what: "it is in a block".into(),
            name: "",
            callee: AccountId::from([0; 32]),
            input: Vec::new(),
        };
        self.report(&step, executed)
    }

    /// Prints the calls for a wallet or a multisig to sign.
    fn print_unsigned(&mut self, steps: &[Step], previews: &[Option<Preview>]) -> anyhow::Result<()> {
        let (mut text, mut told) = (Vec::new(), Vec::new());
        for (step, preview) in steps.iter().zip(previews) {
            let Some(Preview { executed, .. }) = preview else {
                let says = format!("{} can only be prepared after what comes before it is done", step.what);
                text.push(says.clone());
                told.push(json!({ "what": step.what, "message": step.name, "call": null, "says": says }));
                continue;
            };
            let call = self.net.chain.unsigned(step.callee, &step.input, executed);
            let call = chain::hex(&call.map_err(|error| Failure::chain(&error, &self.refusals))?);
            text.push(format!("{}\n0x{call}", capital(&step.what)));
            told.push(json!({ "what": step.what, "message": step.name, "call": format!("0x{call}") }));
        }
        self.print(&Answer::new(text.join("\n"), json!({ "sent": false, "steps": told })))
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}
