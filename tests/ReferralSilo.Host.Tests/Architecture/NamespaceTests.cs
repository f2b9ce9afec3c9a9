using System.Reflection;

namespace ReferralSilo.Host.Tests.Architecture;

public sealed class NamespaceTests
{
    private static readonly Assembly[] Program = [.. Directory
        .EnumerateFiles(AppContext.BaseDirectory, "ReferralSilo.*.dll")
        .Where(p => !Path.GetFileName(p).Contains("Test", StringComparison.Ordinal)).Select(Assembly.LoadFrom)];

    /// <summary>A part that is used by what it uses cannot be understood, tested or moved alone.</summary>
    [Fact]
    public void Namespaces_do_not_use_each_other_in_a_circle()
    {
        var graph = NamespaceGraph.Of(Program);

        var found = graph.Circles().SelectMany(circle => graph.Uses
            .Where(u => circle.Contains(u.Key.From) && circle.Contains(u.Key.To))
            .Select(u => $"{u.Key.From} -> {u.Key.To}: {string.Join(", ", u.Value.Select(Short))}")).Order();

        Assert.True(!found.Any(), string.Join('\n', found));
    }

    private static string Short(string type) => type[(type.LastIndexOf('.') + 1)..];
}
