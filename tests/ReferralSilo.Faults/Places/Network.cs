using System.Diagnostics;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Places;

/// <summary>
/// Where the silos of a run live: all on the loopback, or each in a network namespace of its own, joined by a bridge
/// on which the database and the clients are, so that links can be cut one by one.
/// </summary>
internal sealed class Network : IDisposable
{
    private const int HttpPort = 5080;

    private readonly string? _bridge;
    private readonly string _subnet;
    private readonly List<string> _spaces = [];

    private Network(string? bridge, string subnet) => (_bridge, _subnet) = (bridge, subnet);

    /// <summary>Whether this machine lets us make namespaces and cut links; why not, otherwise.</summary>
    public static string? Impossible { get; } = WhyNot();

    public bool CanCut => _bridge is not null;

    /// <summary>Address of the database and the clients; null on the loopback.</summary>
    public string? Centre => CanCut ? _subnet + ".1" : null;

    public static Network Loopback() => new(null, "");

    /// <summary>A bridge of this process; two harnesses at once do not meet.</summary>
    public static Network Namespaces()
    {
        var id = Environment.ProcessId;
        var network = new Network($"rsf{id % 1_000_000}", $"10.{200 + id / 250 % 50}.{id % 250}");
        Shell.Run("ip", "link", "add", network._bridge!, "type", "bridge");
        Shell.Run("ip", "addr", "add", network.Centre + "/24", "dev", network._bridge!);
        Shell.Run("ip", "link", "set", network._bridge!, "up");
        return network;
    }

    /// <summary>A place for the n-th silo, from 0, and the setting that tells others its address.</summary>
    public (ProgramPlace Place, (string, string)[] Settings) Place(int n)
    {
        if (!CanCut) return (new ProgramPlace(), []);
        var (space, link, address) = ($"{_bridge}s{n}", $"{_bridge}v{n}", AddressOf(n));
        Shell.Run("ip", "netns", "add", space);
        _spaces.Add(space);
        Shell.Run("ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", space);
        Shell.Run("ip", "link", "set", link, "master", _bridge!, "up");
        Inside(n, "ip", "addr", "add", address + "/24", "dev", "eth0");
        Inside(n, "ip", "link", "set", "eth0", "up");
        Inside(n, "ip", "link", "set", "lo", "up");
        return (
            new ProgramPlace { Address = new Uri($"http://{address}:{HttpPort}"),
                Launcher = ["ip", "netns", "exec", space] },
            [("Orleans__AdvertisedAddress", address)]);
    }

    /// <summary>Drops all between two silos; one-way: only what the first sends to the second.</summary>
    public void CutSilos(int from, int to, bool oneWay)
    {
        Drop(to, "INPUT", "-s", AddressOf(from));
        if (!oneWay) Drop(from, "INPUT", "-s", AddressOf(to));
    }

    /// <summary>Drops all between a silo and the database; one-way: only what the database answers.</summary>
    public void CutDatabase(int silo, int port, bool oneWay)
    {
        Drop(silo, "INPUT", "-p", "tcp", "-s", Centre!, "--sport", $"{port}");
        if (!oneWay) Drop(silo, "OUTPUT", "-p", "tcp", "-d", Centre!, "--dport", $"{port}");
    }

    /// <summary>Drops all between the clients and a silo; one-way: only what the silo answers.</summary>
    public void CutClients(int silo, bool oneWay)
    {
        Drop(silo, "OUTPUT", "-p", "tcp", "-d", Centre!, "--sport", $"{HttpPort}");
        if (!oneWay) Drop(silo, "INPUT", "-p", "tcp", "-s", Centre!, "--dport", $"{HttpPort}");
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
        if (Environment.UserName != "root") return "only root may make network namespaces";
        var probe = $"rsfprobe{Environment.ProcessId}";
        try
        {
            Shell.Run("ip", "netns", "add", probe);
            try
            {
                Shell.Run("ip", "netns", "exec", probe, "iptables", "-w", "-A", "INPUT", "-s", "10.0.0.1", "-j",
                    "DROP");
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

/// <summary>Runs a command of the machine to its end.</summary>
internal static class Shell
{
    public static void Run(string program, params string[] arguments)
    {
        using var process =
            Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException(
            $"{program} {string.Join(' ', arguments)}: {said}");
    }
}
