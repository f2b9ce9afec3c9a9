using System.Text.RegularExpressions;
using ReferralSilo.Api.Draining;
using ReferralSilo.Api.Problems;
using ReferralSilo.Host.Setup;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Deploy.DeployFiles;

namespace ReferralSilo.Host.Tests.Deploy;

/// <summary>The systemd unit, its settings, and the runbook: what they name exists.</summary>
public sealed partial class MachineTests
{
    [Fact]
    public void The_unit_starts_the_program_with_arguments_it_knows()
    {
        var command = Value("ExecStart").Split(' ');
        var options = Accepted([], command[2..]);

        Assert.EndsWith("/" + typeof(ProgramOptions).Assembly.GetName().Name + ".dll", command[1]);
        Assert.Equal("/var/lib/" + Value("StateDirectory"), options.Storage.DataDirectory);
        Assert.Equal("yes", Value("DynamicUser"));
    }

    [Fact]
    public void The_unit_waits_longer_than_it_takes_to_leave() =>
        Assert.True(TimeSpan.FromSeconds(
            int.Parse(Value("TimeoutStopSec"),
            System.Globalization.CultureInfo.InvariantCulture)) > DrainLimits.Cluster.Most);

    [Fact]
    public void A_wrong_setting_is_not_started_again_and_a_lost_database_is()
    {
        Assert.Equal(HostStart.WrongSetting.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Value("RestartPreventExitStatus"));
        Assert.NotEqual(HostStart.WrongSetting, HostStart.DatabaseAway);
    }

    [Fact]
    public void The_settings_offered_for_a_cluster_make_sense_together()
    {
        using var certificates = new SiloCertificates();
        var files = certificates.Settings().ToDictionary();
        var offered = Offered().Matches(Text("systemd/referralsilo.env"))
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

        Assert.Superset(files.Keys.ToHashSet(), offered.Keys.ToHashSet());
        Assert.False(Accepted(offered.Select(o => KeyValuePair.Create(o.Key, files.GetValueOrDefault(o.Key, o.Value))))
            .IsAlone);
    }

    [Fact]
    public void Settings_tables_and_codes_that_the_runbook_names_exist()
    {
        var runbook = Text("runbook.md");
        var sql = string.Concat(
            Directory.EnumerateFiles(
            Path.Combine(SharedData.RepositoryRoot, "src", "ReferralSilo.Storage", "Postgres", "Migrations"))
            .Select(File.ReadAllText));

        Assert.All(Setting().Matches(runbook).Select(m => m.Value), name => Assert.Contains(name, ProgramOptions.Help));
        Assert.All(Table().Matches(runbook).Select(m => m.Value), table =>
            Assert.Contains($"create table {table} (", sql));
        Assert.All(Code().Matches(runbook).Select(m => m.Groups[1].Value), code =>
            Assert.Contains(ProblemCodes.All, c => c.Code == code && c.Status == 503));
    }

    [Fact]
    public void Metrics_that_the_runbook_names_exist()
    {
        var instruments = Instrument().Matches(Sources()).Select(m => m.Groups[1].Value.Replace('.', '_')).ToList();
        var named = Metric().Matches(Text("runbook.md")).Select(m => m.Value).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(instruments, i =>
            ((string[])["", "_seconds", "_total"]).Any(unit => i + unit == name)));
        // And each one is explained there.
        Assert.All(instruments, i => Assert.Contains(named, name => name.StartsWith(i, StringComparison.Ordinal)));
    }

    [Fact]
    public void Words_that_the_runbook_quotes_from_the_log_are_the_programs()
    {
        var sources = Sources();
        var quoted = Quoted().Matches(Text("runbook.md")).Select(m => m.Groups[1].Value).ToList();

        Assert.NotEmpty(quoted);
        Assert.All(quoted, words => Assert.Contains(words, sources));
    }

    [Fact]
    public void The_runbook_tells_the_true_times_of_leaving()
    {
        var (runbook, limits) = (Text("runbook.md"), DrainLimits.Cluster);

        Assert.Contains($"{limits.Notice.TotalSeconds:0} s", runbook);
        Assert.Contains($"at most {limits.InFlight.TotalSeconds:0} s", runbook);
        Assert.Contains($"longest: {limits.Most.TotalSeconds:0} s", runbook);
    }

    private static string Sources() => string.Concat(
        Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/")).Select(File.ReadAllText));

    private static string Value(string key) =>
        Lines("systemd/referralsilo.service")
        .Single(l => l.StartsWith(key + "=", StringComparison.Ordinal))[(key.Length + 1)..];

    [GeneratedRegex(@"^#([A-Za-z_0-9]+)=(.+)$", RegexOptions.Multiline)]
    private static partial Regex Offered();

    [GeneratedRegex("(ReferralSilo|Orleans|ConnectionStrings)__[A-Za-z]+")]
    private static partial Regex Setting();

    [GeneratedRegex("(\\bledger_[a-z]+|orleans[a-z]+table)")]
    private static partial Regex Table();

    [GeneratedRegex("\"(referralsilo\\.[a-z.]+)\"")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"\breferralsilo_[a-z_]+")]
    private static partial Regex Metric();

    [GeneratedRegex("503 `([a-z-]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("log: \"([^\"]+)\"")]
    private static partial Regex Quoted();
}
