using System.Collections;
using Hl7.Fhir.Model;

namespace ReferralSilo.Host.Fhir;

/// <summary>
/// What the FHIR library lets through though its own properties then throw on it: values of another type than the
/// element has, and null among repeated elements. After this check a mapping may touch any property.
/// </summary>
internal static class FhirShape
{
    /// <summary>FHIRPath of the first element that is not what it should be, or null.</summary>
    public static string? Misshapen(Base element, string path)
    {
        if (element.HasOverflow) return path;
        foreach (var (name, value) in element.EnumerateElements())
        {
            var at = $"{path}.{name}";
            if (value is Base child)
            {
                if (Misshapen(child, at) is { } found) return found;
            }
            else if (value is IEnumerable list and not string)
            {
                var index = 0;
                foreach (var item in list)
                {
                    if (item is null) return $"{at}[{index}]";
                    if (item is Base own && Misshapen(own, $"{at}[{index}]") is { } found) return found;
                    index++;
                }
            }
        }
        return null;
    }
}
