using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Stored;

namespace ReferralSilo.Grains;

/// <summary>Serializes types of Domain, Contracts and NodaTime in grain calls: as JSON between silos, as the same
/// reference within a silo, because the records are immutable.</summary>
public static class GrainSerialization
{
    /// <summary>For silos and clients. Without the allowed assemblies, serialization fails at run time.</summary>
    public static IServiceCollection AddReferralSiloSerialization(this IServiceCollection services)
    {
        var codec = new JsonValueCodec(IsOurs, Options());
        services.AddSingleton<IGeneralizedCodec>(codec).AddSingleton<IGeneralizedCopier>(codec);
        services.AddSerializer();
        services.Configure<TypeManifestOptions>(manifest =>
        {
            manifest.AddAllowedAssembly(typeof(BoardRow).Assembly);
            manifest.AddAllowedAssembly(typeof(ReferralId).Assembly);
            manifest.AddAllowedAssembly(typeof(Instant).Assembly);
        });
        return services;
    }

    private static bool IsOurs(Type type) =>
        type.Assembly == typeof(BoardRow).Assembly || type.Assembly == typeof(ReferralId).Assembly
            || type.Assembly == typeof(Instant).Assembly;

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(ReferralJson.Options)
        {
            TypeInfoResolver = JsonTypeInfoResolver.Combine(
                ReferralJson.Options.TypeInfoResolver,
                new DefaultJsonTypeInfoResolver { Modifiers = { WriteOnlyGivenNeedBy } }),
        };
        foreach (var converter in ScheduleJson.Options.Converters) options.Converters.Add(converter);
        return options;
    }

    // Distinguishes a need-by date that is cleared (null is written) from one that is not changed (nothing is written).
    private static void WriteOnlyGivenNeedBy(JsonTypeInfo type)
    {
        if (type.Type != typeof(Prioritize)) return;
        foreach (var property in type.Properties.Where(p => p.PropertyType == typeof(DateTimeOffset?)))
            property.ShouldSerialize = (command, _) => ((Prioritize)command).NeedByGiven;
    }
}

/// <summary>Stores the settings of the service lines, the only state that a grain keeps in a grain storage.</summary>
public sealed class SettingsJsonSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) =>
        new(ServiceLineJson.Form.WriteState((StoredServiceLines)(object)input!));

    /// <exception cref="NewerFormException">A newer program stored them. The grain is not activated, so it cannot
    /// overwrite them. Orleans wraps the exception: see <see cref="NewerFormException.In"/>.</exception>
    public T Deserialize<T>(BinaryData input) => (T)(object)ServiceLineJson.Form.ReadState(input.ToMemory().Span);
}
