using System.Diagnostics;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Infrastructure;

/// <summary>
/// The network of a run's silos: all on the loopback, or each in its own network namespace, joined by a bridge with the
/// database and the clients, so that links can be cut one by one.
/// </summary>
internal sealed class Network : IDisposable
{
    private const int HttpPort = 5080;

    private readonly string? _bridge;
    private readonly string _subnet;
    private readonly List<string> _spaces = [];

    private Network(string? bridge, string subnet) => (_bridge, _subnet) = (bridge, subnet);

    /// <summary>Why this machine cannot create namespaces and cut links; null when it can.</summary>
    public static string? WhyNotPossible { get; } = WhyNot();

    public bool CanCut => _bridge is not null;

    /// <summary>Address of the database and the clients; null on the loopback.</summary>
    public string? HubAddress => CanCut ? _subnet + ".1" : null;

    public static Network Loopback() => new(null, "");

    /// <summary>Creates a bridge of this process; two harnesses can run at the same time.</summary>
    public static Network Namespaces()
    {
        var id = Environment.ProcessId;
        var network = new Network($"rsf{id % 1_000_000}", $"10.{200 + id / 250 % 50}.{id % 250}");
        Shell.Run("ip", "link", "add", network._bridge!, "type", "bridge");
        Shell.Run("ip", "addr", "add", network.HubAddress + "/24", "dev", network._bridge!);
        Shell.Run("ip", "link", "set", network._bridge!, "up");
        return network;
    }

    /// <summary>Launch options for the n-th silo, from 0, and the setting with its advertised address.</summary>
    public (LaunchOptions Place, (string, string)[] Settings) Place(int n)
    {
        if (!CanCut) return (new LaunchOptions(), []);
        var (space, link, address) = ($"{_bridge}s{n}", $"{_bridge}v{n}", AddressOf(n));
        Shell.Run("ip", "netns", "add", space);
        _spaces.Add(space);
        Shell.Run("ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", space);
        Shell.Run("ip", "link", "set", link, "master", _bridge!, "up");
        Inside(n, "ip", "addr", "add", address + "/24", "dev", "eth0");
        Inside(n, "ip", "link", "set", "eth0", "up");
        Inside(n, "ip", "link", "set", "lo", "up");
        return (
            new LaunchOptions
            {
                Address = new Uri($"http://{address}:{HttpPort}"), Launcher = ["ip", "netns", "exec", space],
            },
            [("Orleans__AdvertisedAddress", address)]);
    }

    /// <summary>Drops all packets between two silos; one-way: only those from the first to the second.</summary>
    public void CutSilos(int from, int to, bool oneWay)
    {
        Drop(to, "INPUT", "-s", AddressOf(from));
        if (!oneWay) Drop(from, "INPUT", "-s", AddressOf(to));
    }

    /// <summary>Drops all packets between a silo and the database; one-way: only those from the database.</summary>
    public void CutDatabase(int silo, int port, bool oneWay)
    {
        Drop(silo, "INPUT", "-p", "tcp", "-s", HubAddress!, "--sport", $"{port}");
        if (!oneWay) Drop(silo, "OUTPUT", "-p", "tcp", "-d", HubAddress!, "--dport", $"{port}");
    }

    /// <summary>Drops all packets between the clients and a silo; one-way: only those from the silo.</summary>
    public void CutClients(int silo, bool oneWay)
    {
        Drop(silo, "OUTPUT", "-p", "tcp", "-d", HubAddress!, "--sport", $"{HttpPort}");
        if (!oneWay) Drop(silo, "INPUT", "-p", "tcp", "-s", HubAddress!, "--dport", $"{HttpPort}");
    }

    public void Heal()
    {
        for (var n = 0; n < _spaces.Count; n++) Inside(n, "iptables", "-w", "-F");
    }

    public void Dispose()
    {
        foreach (var space in _spaces) Shell.Run("ip", "netns", "del", space);
        if (CanCut) Shell.Run("ip", "link", "del", _bridge!);
    }

    private string AddressOf(int n) => $"{_subnet}.{11 + n}";

    private void Drop(int silo, string chain, params string[] what) =>
        Inside(silo, "iptables", ["-w", "-A", chain, .. what, "-j", "DROP"]);

    private void Inside(int silo, string program, params string[] arguments) =>
        Shell.Run("ip", ["netns", "exec", _spaces[silo], program, .. arguments]);

    private static string? WhyNot()
    {
        if (Environment.UserName != "root") return "only root may create network namespaces";
        var probe = $"rsfprobe{Environment.ProcessId}";
        try
        {
            Shell.Run("ip", "netns", "add", probe);
            try
            {
                Shell.Run("ip", "netns", "exec", probe,
                    "iptables", "-w", "-A", "INPUT", "-s", "10.0.0.1", "-j", "DROP");
            }
            finally
            {
                Shell.Run("ip", "netns", "del", probe);
            }

            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return e.Message.Trim();
        }
    }
}

/// <summary>Runs a command to its end; throws when it fails.</summary>
internal static class Shell
{
    public static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
            { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors}");
    }
}
