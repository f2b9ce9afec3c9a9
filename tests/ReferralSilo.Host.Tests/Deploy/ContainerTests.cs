using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using ReferralSilo.Api.Draining;
using ReferralSilo.Host.Setup;
using static ReferralSilo.Host.Tests.Deploy.DeployFiles;

namespace ReferralSilo.Host.Tests.Deploy;

/// <summary>Image and compose file, judged by the program's own options.</summary>
public sealed partial class ContainerTests
{
    private static readonly string[] Silos = ["silo1", "silo2", "silo3"];

    [Fact]
    public void Each_image_that_ours_is_built_from_is_published_under_that_tag()
    {
        var published =
            File.ReadAllLines(
            Path.Combine(SharedData.RepositoryRoot, "tests", "ReferralSilo.Host.Tests", "Deploy",
            "published-tags.txt"));

        Assert.NotEmpty(From());
        Assert.All(From(), image => Assert.Contains(image, published));
    }

    [Fact]
    public void The_image_runs_as_a_user_without_a_shell_and_with_time_zones()
    {
        var last = Lines("Dockerfile").SkipWhile(l => l != $"FROM {From()[^1]}").ToList();

        // Tags without "chiseled" bring a shell; of those with it only "extra" brings ICU and time zones.
        Assert.Contains("-chiseled-", last[0]);
        Assert.EndsWith("-extra", last[0]);
        Assert.DoesNotContain(last.Skip(1), l => l.StartsWith("RUN", StringComparison.Ordinal));
        Assert.Matches("^[1-9][0-9]*:[1-9][0-9]*$", Instruction("USER"));
        Assert.Contains($"--chown={Instruction("USER")} ",
            last.Single(l =>
            l.EndsWith(" /data", StringComparison.Ordinal) && l.StartsWith("COPY", StringComparison.Ordinal)));
    }

    [Fact]
    public void Its_arguments_are_the_programs_and_its_ports_are_open()
    {
        var command = JsonSerializer.Deserialize<string[]>(Instruction("ENTRYPOINT"))!;
        var options = Accepted([], command[2..]);

        Assert.Equal(["dotnet", typeof(ProgramOptions).Assembly.GetName().Name + ".dll"], command[..2]);
        Assert.Equal(Instruction("VOLUME"), options.Storage.DataDirectory);
        Assert.Equal([HttpPort(options), SiloPort], Instruction("EXPOSE").Split(' ').Select(int.Parse));
    }

    [Fact]
    public void What_it_copies_is_there() =>
        Assert.All(Lines("Dockerfile")
            .Where(l => l.StartsWith("COPY ", StringComparison.Ordinal)
            && !l.Contains("--from", StringComparison.Ordinal)).SelectMany(l => l.Split(' ')[1..^1]),
            source => Assert.True(Path.Exists(Path.Combine(SharedData.RepositoryRoot, source)), source));

    [Fact]
    public void Each_silo_of_the_compose_file_starts_with_settings_that_make_sense()
    {
        var services = Document("compose.yaml")["services"];
        Assert.All(Silos, name =>
        {
            var options = Options(services[name]);
            Assert.Equal((false, SiloPort), (options.IsAlone, options.SiloPort));
            Assert.True(Assert.Single(options.Proxies.Networks)
                .Contains(IPAddress.Parse(services["proxy"]["networks"]["silos"]["ipv4_address"].Value)));
            Assert.Equal(services[name]["networks"]["silos"]["ipv4_address"].Value,
                options.Cluster.AdvertisedAddress!.ToString());
        });
        Assert.Equal(3, Silos.Select(s => Options(services[s]).Cluster.AdvertisedAddress).Distinct().Count());
    }

    [Fact]
    public void A_silo_is_given_longer_than_it_takes_to_leave_and_no_limit_of_processor()
    {
        var services = Document("compose.yaml")["services"];
        Assert.All(Silos, name =>
        {
            var silo = services[name];
            Assert.True(Seconds(silo["stop_grace_period"].Value) > DrainLimits.Cluster.Most);
            Assert.Equal("true", silo["read_only"].Value);
            Assert.DoesNotContain(silo.Keys, k => k is "cpus" or "cpu_quota" or "deploy" or "privileged" or "ports");
        });
    }

    [Fact]
    public void The_proxy_knows_each_silo_passes_upgrades_and_binds_nobody_to_one()
    {
        var proxy = Text("nginx.conf");
        var port = HttpPort(Accepted([], JsonSerializer.Deserialize<string[]>(Instruction("ENTRYPOINT"))![2..]));

        Assert.Equal(Silos.Select(s => $"{s}:{port}"), UpstreamServer().Matches(proxy).Select(m => m.Groups[1].Value));
        Assert.Contains("proxy_set_header Upgrade $http_upgrade;", proxy);
        Assert.DoesNotContain("ip_hash", proxy);
        Assert.Contains($"listen {Document("compose.yaml")["services"]["proxy"]["ports"][0].Value.Split(':')[^1]};",
            proxy);
    }

    /// <summary>The images of the FROM lines, in their order.</summary>
    private static List<string> From() =>
        [.. Lines("Dockerfile").Where(l => l.StartsWith("FROM ", StringComparison.Ordinal))
            .Select(l => l.Split(' ')[1])];

    private const int SiloPort = 11111;

    private static ProgramOptions Options(Yaml silo) =>
        Accepted(silo["environment"].Texts.Select(e =>
            KeyValuePair.Create(e.Key, Variable().Replace(e.Value, "given"))));

    private static TimeSpan Seconds(string text) =>
        TimeSpan.FromSeconds(int.Parse(text.TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture));

    private static string Instruction(string name) =>
        Lines("Dockerfile").Single(l => l.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..];

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\s+server ([^ ;]+:[0-9]+)", RegexOptions.Multiline)]
    private static partial Regex UpstreamServer();
}
