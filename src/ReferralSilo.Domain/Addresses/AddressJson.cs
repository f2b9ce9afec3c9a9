using System.Text.Json;
using System.Text.Json.Serialization;
using ReferralSilo.Domain.Stored;

namespace ReferralSilo.Domain.Addresses;

/// <summary>The JSON of stored addresses. Its names must never change.</summary>
public static class AddressJson
{
    /// <summary>Shared, read-only options.</summary>
    public static JsonSerializerOptions Options { get; } = StoredJson.Options(AddressJsonContext.Default);

    /// <summary>The stored form of addresses.</summary>
    public static StoredForm<Address, AddressEvent> Form { get; } = new("address", Options);

    /// <summary>The stored name of an event.</summary>
    public static string WireName(AddressEvent happened) => Names[happened.GetType()];

    private static readonly Dictionary<Type, string> Names = typeof(AddressEvent)
        .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>()
        .ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);
}

[JsonSerializable(typeof(Address))]
[JsonSerializable(typeof(AddressEvent))]
internal sealed partial class AddressJsonContext : JsonSerializerContext;
