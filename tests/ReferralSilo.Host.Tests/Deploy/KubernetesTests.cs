using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Api.Draining;
using ReferralSilo.Host.Monitoring;
using static ReferralSilo.Host.Tests.Deploy.DeployFiles;

namespace ReferralSilo.Host.Tests.Deploy;

/// <summary>What cannot be run here is judged by the program's own options, routes and limits.</summary>
public sealed class KubernetesTests
{
    private static Yaml Deployment { get; } = Document("kubernetes/deployment.yaml");

    private static Yaml Pod { get; } = Deployment["spec"]["template"]["spec"];

    private static Yaml Container { get; } = Pod["containers"].Items.Single();

    [Fact]
    public void The_environment_makes_sense_to_the_program_and_the_ports_are_the_same_everywhere()
    {
        var options = Accepted(Environment());
        var http = HttpPort(Accepted([], ImageArguments()));
        var ports = Container["ports"].Items.ToDictionary(p => p["name"].Value, p => p["containerPort"].Number);

        Assert.False(options.IsAlone);
        Assert.Equal((http, options.SiloPort), (ports["http"], ports["silo"]));
        Assert.Equal("10.9.8.7", options.Cluster.AdvertisedAddress!.ToString());
        Assert.StartsWith(Container["volumeMounts"][0]["mountPath"].Value + "/", options.Storage.KeyFile);
    }

    [Fact]
    public void Probes_ask_for_what_the_program_answers()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton<Readiness>();
        builder.AddHealth();
        var app = builder.Build();
        app.MapHealth();
        var routes = ((IEndpointRouteBuilder)app).DataSources.SelectMany(d => d.Endpoints).OfType<RouteEndpoint>()
            .Select(e => e.RoutePattern.RawText);
        string Path(string probe) => Container[probe]["httpGet"]["path"].Value;

        Assert.Equal("/health/ready", Path("readinessProbe"));
        Assert.Equal("/health/live", Path("livenessProbe"));
        Assert.Subset(routes.ToHashSet()!,
            new HashSet<string> { Path("readinessProbe"), Path("livenessProbe"), Path("startupProbe") });
        Assert.All((string[])["readinessProbe", "livenessProbe", "startupProbe"], p =>
            Assert.Equal("http", Container[p]["httpGet"]["port"].Value));
    }

    [Fact]
    public void The_endpoints_are_taken_away_before_intake_stops()
    {
        var probe = Container["readinessProbe"];

        Assert.True(TimeSpan.FromSeconds(
            probe["periodSeconds"].Number * probe["failureThreshold"].Number) < DrainLimits.Cluster.Notice);
    }

    [Fact]
    public void A_pod_is_given_longer_than_it_takes_to_leave() =>
        Assert.True(TimeSpan.FromSeconds(Pod["terminationGracePeriodSeconds"].Number) > DrainLimits.Cluster.Most
            + TimeSpan.FromSeconds(10));

    [Fact]
    public void Memory_is_limited_and_the_processor_is_not()
    {
        Assert.Equal(["memory"], Container["resources"]["limits"].Keys);
        Assert.Contains("cpu", Container["resources"]["requests"].Keys);
    }

    [Fact]
    public void It_runs_as_somebody_who_may_do_nothing()
    {
        Assert.Equal("true", Pod["securityContext"]["runAsNonRoot"].Value);
        Assert.Equal(Lines("Dockerfile").Single(l => l.StartsWith("USER ", StringComparison.Ordinal)),
            $"USER {Pod["securityContext"]["runAsUser"].Value}:{Pod["securityContext"]["runAsGroup"].Value}");
        Assert.Equal("true", Container["securityContext"]["readOnlyRootFilesystem"].Value);
        Assert.Equal("false", Container["securityContext"]["allowPrivilegeEscalation"].Value);
        Assert.Equal("ALL", Container["securityContext"]["capabilities"]["drop"][0].Value);
    }

    [Fact]
    public void Nobody_but_silos_reaches_the_silo_ports()
    {
        var policy = Document("kubernetes/network-policy.yaml")["spec"];
        var labels = Deployment["spec"]["template"]["metadata"]["labels"].Texts;
        var options = Accepted(Environment());
        foreach (var rule in policy["ingress"].Items)
        {
            var ports = rule["ports"].Items.Select(p => p["port"].Number).ToList();
            if (!ports.Contains(options.SiloPort)) continue;
            Assert.All(rule["from"].Items, from => Assert.Equal(labels, from["podSelector"]["matchLabels"].Texts));
        }

        Assert.Equal([options.SiloPort, HttpPort(Accepted([], ImageArguments()))],
            policy["ingress"].Items.SelectMany(r => r["ports"].Items).Select(p => p["port"].Number));
    }

    [Fact]
    public void Every_selector_finds_the_pods()
    {
        var labels = Deployment["spec"]["template"]["metadata"]["labels"].Texts;

        Assert.Equal(labels, Deployment["spec"]["selector"]["matchLabels"].Texts);
        Assert.Equal(labels, Document("kubernetes/service.yaml")["spec"]["selector"].Texts);
        Assert.Equal(labels, Document("kubernetes/disruption-budget.yaml")["spec"]["selector"]["matchLabels"].Texts);
        Assert.Equal(labels, Document("kubernetes/network-policy.yaml")["spec"]["podSelector"]["matchLabels"].Texts);
        Assert.True(
            Document("kubernetes/disruption-budget.yaml")["spec"]["maxUnavailable"].Number
            < Deployment["spec"]["replicas"].Number);
    }

    [Fact]
    public void The_secret_holds_what_the_pods_ask_for_and_every_file_is_listed()
    {
        var secret = Document("kubernetes/secret.example.yaml");
        var asked = Container["env"].Items.Where(e => e.Has("valueFrom") && e["valueFrom"].Has("secretKeyRef"))
            .Select(e => e["valueFrom"]["secretKeyRef"]);
        var files = Directory.GetFiles(Path.Combine(Folder, "kubernetes")).Select(Path.GetFileName)
            .Except(["kustomization.yaml", "secret.example.yaml"]);

        Assert.All(asked, a =>
            Assert.Equal((secret["metadata"]["name"].Value, true),
            (a["name"].Value, secret["stringData"].Has(a["key"].Value))));
        Assert.True(secret["stringData"].Has(Pod["volumes"][0]["secret"]["items"][0]["key"].Value));
        Assert.Equivalent(files, Document("kubernetes/kustomization.yaml")["resources"].Items.Select(r => r.Value),
            strict: true);
    }

    private static string[] ImageArguments() =>
        System.Text.Json.JsonSerializer.Deserialize<string[]>(Lines("Dockerfile")
            .Single(l => l.StartsWith("ENTRYPOINT ", StringComparison.Ordinal))["ENTRYPOINT ".Length..])![2..];

    private static IEnumerable<KeyValuePair<string, string>> Environment() =>
        Container["env"].Items.Select(e => KeyValuePair.Create(e["name"].Value,
        e.Has("value") ? e["value"].Value : e["valueFrom"].Has("fieldRef")
            && e["valueFrom"]["fieldRef"]["fieldPath"].Value == "status.podIP" ? "10.9.8.7" : "Host=given"));
}
