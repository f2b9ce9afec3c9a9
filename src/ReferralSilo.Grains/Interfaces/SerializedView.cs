using System.Text.Json;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Grains.Interfaces;

/// <summary>A view for a client: the value on the silo that created it, elsewhere its JSON as the API writes it. The
/// JSON is passed on unchanged and parsed only when the value is needed.</summary>
public sealed class SerializedView
{
    private ReferralView? _value;
    private byte[]? _json;

    public SerializedView(ReferralView value) => _value = value;

    internal SerializedView(byte[] json) => _json = json;

    public ReferralView Value => _value ??= JsonSerializer.Deserialize<ReferralView>(_json!, ContractsJson.Options)!;

    /// <summary>UTF-8.</summary>
    public byte[] Json => _json ??= JsonSerializer.SerializeToUtf8Bytes(_value!, ContractsJson.Options);
}

/// <summary>Sends a <see cref="SerializedView"/> to another silo.</summary>
/// <param name="Json">UTF-8.</param>
[GenerateSerializer, Alias("written-view")]
public readonly record struct SerializedViewSurrogate([property: Id(0)] byte[] Json);

/// <inheritdoc cref="SerializedViewSurrogate"/>
[RegisterConverter]
public sealed class SerializedViewConverter : IConverter<SerializedView, SerializedViewSurrogate>
{
    public SerializedView ConvertFromSurrogate(in SerializedViewSurrogate surrogate) => new(surrogate.Json);

    public SerializedViewSurrogate ConvertToSurrogate(in SerializedView value) => new(value.Json);
}
