//! A Slurm cluster of one machine, started for a test in a folder of its own and gone with it.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::system::{is_root, program, said};

/// The cluster.
pub(crate) struct Cluster {
    folder: tempfile::TempDir,
    daemons: Vec<Child>,
}

impl Cluster {
    /// Starts one, or says why there can be none.
    pub(crate) fn start() -> Result<Self, String> {
        let needed = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "scontrol", "sinfo"];
        if let Some(missing) = needed.iter().find(|name| program(name).is_none()) {
            return Err(format!("there is no `{missing}` (`apt-get install slurm-wlm munge`)"));
        }
        if !is_root() {
            return Err("only root may start Slurm's daemons".to_owned());
        }
        let mut cluster = Self { folder: tempfile::tempdir().unwrap(), daemons: Vec::new() };
        cluster.configure();
        let at = |name: &str| cluster.path(name).display().to_string();
        let munge = [
            "--foreground".to_owned(),
            "--force".to_owned(),
            format!("--key-file={}", at("munge.key")),
            format!("--socket={}", at("munge.sock")),
            format!("--pid-file={}", at("munge.pid")),
            format!("--log-file={}", at("munge.log")),
            format!("--seed-file={}", at("munge.seed")),
        ];
        let conf = at("slurm.conf");
        let slurm = ["-D", "-f", &conf].map(str::to_owned);
        cluster.daemon("munged", &munge);
        cluster.until("munge answers", |cluster| cluster.path("munge.sock").exists());
        cluster.daemon("slurmctld", &slurm);
        cluster.daemon("slurmd", &slurm);
        cluster.until("the node is idle", |cluster| cluster.ask("sinfo", &["-h", "-o", "%T"]) == "idle");
        Ok(cluster)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where its configuration lies, as `SLURM_CONF` says it.
    pub(crate) fn conf(&self) -> PathBuf {
        self.path("slurm.conf")
    }

    fn configure(&self) {
        // Both are held until both are known, so that they differ.
        let ports = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
        let [control, node] = ports.map(|port| port.local_addr().unwrap().port());
        let (host, folder) = (said("hostname", &["-s"]), self.folder.path().display().to_string());
        let conf = CONF.replace("{control}", &control.to_string()).replace("{node}", &node.to_string());
        let conf = conf.replace("{host}", &host).replace("{folder}", &folder);
        std::fs::write(self.conf(), conf).unwrap();
        std::fs::create_dir(self.path("state")).unwrap();
        std::fs::create_dir(self.path("spool")).unwrap();
        let key: Vec<u8> =
            (0..128_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        std::fs::write(self.path("munge.key"), key).unwrap();
        Command::new("chmod").arg("400").arg(self.path("munge.key")).status().unwrap();
    }

    fn daemon(&mut self, name: &str, args: &[String]) {
        let mut command = Command::new(program(name).unwrap());
        command.args(args).env("SLURM_CONF", self.conf());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.daemons.push(command.spawn().unwrap());
    }

    /// What a program of Slurm's says.
    pub(crate) fn ask(&self, name: &str, args: &[&str]) -> String {
        let output = Command::new(name).args(args).env("SLURM_CONF", self.conf()).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn until(&self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        let patience = Instant::now();
        while !is_so(self) {
            assert!(patience.elapsed() < Duration::from_secs(30), "{what}: it never was; {}", self.logs());
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn logs(&self) -> String {
        let read = |name: &str| std::fs::read_to_string(self.path(name)).unwrap_or_default();
        ["control.log", "node.log", "munge.log"].map(read).join("\n")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.ask("scancel", &["--partition=main"]);
        let patience = Instant::now();
        while !self.ask("squeue", &["-h"]).is_empty() && patience.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(100));
        }
        // In the order in which they need each other.
        for daemon in self.daemons.iter_mut().rev() {
            let _ = Command::new("kill").arg(daemon.id().to_string()).status();
            let _ = daemon.wait();
        }
    }
}

/// The worker of a task, by what it is told: its process number.
pub(crate) fn worker(out: &Path, task: &str) -> Option<String> {
    let variable = format!("SLURM_ARRAY_TASK_ID={task}").into_bytes();
    let holds = |bytes: &[u8], word: &[u8]| bytes.split(|byte| *byte == 0).any(|there| there == word);
    let is_it = |folder: &Path| {
        let read = |name: &str| std::fs::read(folder.join(name)).unwrap_or_default();
        let words = read("cmdline");
        // The script's own shell has the folder among its words as well, but not the command.
        let is_worker = holds(&words, b"render") && holds(&words, out.as_os_str().as_encoded_bytes());
        is_worker && holds(&read("environ"), &variable)
    };
    let folders = std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
    let found = folders.into_iter().find(|folder| is_it(folder))?;
    Some(found.file_name()?.to_str()?.to_owned())
}

/// Everything of it is its own: ports, folders, key; what is put back into the queue waits five seconds, not minutes.
const CONF: &str = "
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort={control}
SlurmdPort={node}
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge.sock,cred_expire=5
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/control.pid
SlurmdPidFile={folder}/node.pid
SlurmctldLogFile={folder}/control.log
SlurmdLogFile={folder}/node.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
SlurmdParameters=config_overrides
KillWait=5
ReturnToService=2
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=4000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
";
