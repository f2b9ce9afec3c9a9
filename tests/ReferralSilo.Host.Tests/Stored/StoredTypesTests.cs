using System.Runtime.CompilerServices;
using ReferralSilo.Contracts;

namespace ReferralSilo.Host.Tests.Stored;

/// <summary>A change of the public contract must not change what is stored, and no other change does so
/// unnoticed.</summary>
public sealed class StoredTypesTests
{
    [Fact]
    public void All_stored_types_are_listed() =>
        Assert.Empty(StoredRoots.InGrains().Except(StoredRoots.All.SelectMany(r => r.Types)));

    [Fact]
    public void No_type_of_the_public_contract_is_stored_except_the_shared_enumerations()
    {
        var stored = StoredRoots.All.SelectMany(StoredRoots.Parts).Select(p => p.Type).Distinct().ToList();

        Assert.InRange(stored.Count, 100, 500);
        Assert.Empty(stored.Where(t => t.Assembly == typeof(Stage).Assembly
            && !(t.IsEnum && t.Namespace == typeof(Stage).Namespace)).Select(t => t.FullName));
    }

    [Fact]
    public void Stored_types_belong_to_the_domain() =>
        Assert.All(StoredRoots.All.SelectMany(r => r.Types),
            type => Assert.Equal("ReferralSilo.Domain", type.Assembly.GetName().Name));

    [Fact]
    public void No_stored_type_has_a_property_with_the_name_of_the_form() =>
        Assert.Empty(StoredRoots.All.SelectMany(r => r.Types.SelectMany(type => StoredRoots.Parts(r)
            .Where(part => type.IsAssignableFrom(part.Type) && part.Properties.Any(p => p.Name == "form"))))
            .Select(part => part.Type.Name));

    [Fact]
    public void Stored_names_and_shapes_are_as_approved()
    {
        var received = StoredShapes.Describe();
        var file = Here("stored-shapes.approved.txt");
        var approved = File.Exists(file) ? File.ReadAllText(file) : "";
        if (received != approved) File.WriteAllText(Here("stored-shapes.received.txt"), received);

        Assert.True(received == approved, Advice(approved.Split('\n'), received.Split('\n')));
    }

    private static string Advice(string[] approved, string[] received) => $"""
        What is stored has changed:
        {string.Join('\n', approved.Except(received).Select(line => "- " + line.Trim()))}
        {string.Join('\n', received.Except(approved).Select(line => "+ " + line.Trim()))}
        Databases in use have the old form. A new optional property needs only the new line. Every other change needs an
        Upcaster in the StoredForm of the kind, which raises its form by one, and a kept database of the last release
        (tests/ReferralSilo.Host.Tests/Kept/README.md). Then replace stored-shapes.approved.txt by
        stored-shapes.received.txt, with the new number of the form.
        """;

    private static string Here(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, name);
}
